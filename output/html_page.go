package output

import (
	"crypto/sha256"
	_ "embed" // for the style
	"encoding/base64"
	"strings"

	"github.com/tocsin-dev/tocsin/internal/report"
)

//go:embed html/style.css
var htmlStyle string

// htmlPage is a page with its contents, whose entries are list items, and its sections.
func htmlPage(title string, header markup, contents, sections []markup, footer string) markup {
	return "<!doctype html>\n" + el(`html lang="en"`, htmlHead(title), el("body",
		`<a class="skip" href="#content">Skip to the content</a>`, "\n",
		header,
		el(`nav aria-label="Contents"`, el("ul", contents...)), "\n",
		el(`main id="content"`, sections...),
		el("footer", el("p", text(footer))),
	)) + "\n"
}

// htmlHead holds the policy: nothing is loaded or run, and only this very style applies.
func htmlHead(title string) markup {
	sum := sha256.Sum256([]byte(htmlStyle))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	return el("head",
		"\n"+`<meta charset="utf-8">`+"\n",
		`<meta http-equiv="Content-Security-Policy"`+attr("content", policy)+">\n",
		`<meta name="viewport" content="width=device-width, initial-scale=1">`+"\n",
		`<meta name="referrer" content="no-referrer">`+"\n",
		`<meta name="color-scheme" content="light dark">`+"\n",
		el("title", text(title)), "\n",
		el("style", markup(htmlStyle)), "\n",
	) + "\n"
}

// htmlHeader says which account the page is about, and how its state was read. Facts without a value are left out.
func htmlHeader(tool string, about, title markup, scan report.Scan, facts [][2]string) markup {
	account := scan.AccountID
	if scan.Partition != "aws" && scan.Partition != "" {
		account += " (" + scan.Partition + ")"
	}
	var notAWS markup
	if len(scan.EndpointOverrides) > 0 {
		notAWS = el(`p class="banner"`, "<strong>Not AWS.</strong> ", text("Answers came from "+strings.Join(scan.EndpointOverrides, ", ")+
			", not from AWS: this report says nothing about an AWS account."))
	}
	return el("header",
		el(`p class="brand"`, text(tool), about),
		el("h1", title, el("span", text(account))),
		notAWS,
		el(`dl class="facts"`, each(facts, func(f [2]string) markup {
			if f[1] == "" {
				return ""
			}
			return el("div", el("dt", text(f[0])), el("dd", text(f[1])))
		})),
	) + "\n"
}
