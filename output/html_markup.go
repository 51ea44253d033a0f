package output

import (
	"fmt"
	"html"
	"net/url"
	"strings"
)

// markup is HTML that is safe as it stands: constants of this package, and what the functions of
// this file return. A string that is not constant becomes markup through text or attr only.
// html/template would do the same, but keeps the linker from pruning methods.
type markup string

// mostText is how much of one string the page shows.
const mostText = 2000

// text is a string as content. It shows what is invisible, as every format does.
func text(s string) markup { return markup(html.EscapeString(Plain(limit(s, mostText)))) }

// uncut is a text of any length that shows what is invisible already.
func uncut(visible string) markup { return markup(html.EscapeString(visible)) }

// label is a string in a picture, where there is room for n characters.
func label(s string, n int) markup { return text(limit(Plain(limit(s, mostText)), n)) }

// attr is an attribute, to be added to the tag of an element.
func attr(name markup, value string) markup {
	return " " + name + `="` + text(value) + `"`
}

// measured places numbers in the tag of a picture's element.
func measured(tag markup, numbers ...int) markup {
	values := make([]any, 0, len(numbers))
	for _, n := range numbers {
		values = append(values, n)
	}
	return markup(fmt.Sprintf(string(tag), values...))
}

// el is an element: el(`td class="n"`, text(name)).
func el(tag markup, content ...markup) markup {
	name, _, _ := strings.Cut(string(tag), " ")
	var b strings.Builder
	b.WriteString("<" + string(tag) + ">")
	for _, c := range content {
		b.WriteString(string(c))
	}
	b.WriteString("</" + name + ">")
	return markup(b.String())
}

// join puts markup together.
func join(parts []markup) markup {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(string(p))
	}
	return markup(b.String())
}

// each makes markup of every item.
func each[T any](items []T, of func(T) markup) markup {
	parts := make([]markup, 0, len(items))
	for _, item := range items {
		parts = append(parts, of(item))
	}
	return join(parts)
}

// link leads to a page that documents something. What is no address of one stays text.
func link(address string, content markup) markup {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || Plain(address) != address {
		return content
	}
	return el(`a rel="noreferrer noopener"`+attr("href", u.String()), content)
}

// A budget is how many bytes a part of the page may take, so that the page opens at once whatever
// the report holds.
type budget struct{ left int }

// take reports whether there is room for m.
func (b *budget) take(m markup) bool {
	b.left -= len(m)
	return b.left >= 0
}

// within makes markup of as many items as there is room for, and says how many are left out.
func within[T any](room int, items []T, of func(T) markup) (shown markup, left int) {
	b := budget{room}
	var parts []markup
	for i, item := range items {
		m := of(item)
		if !b.take(m) {
			return join(parts), len(items) - i
		}
		parts = append(parts, m)
	}
	return join(parts), 0
}

// more says that something is left out.
func more(left int, noun string) markup {
	if left == 0 {
		return ""
	}
	return el(`p class="more"`, text("and "+count(left, "more "+noun)+": the JSON report has all."))
}
