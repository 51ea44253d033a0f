package cmd_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tocsin-dev/tocsin/collector"
	"github.com/tocsin-dev/tocsin/schema"
)

// node is a part of a JSON Schema.
type node struct {
	Type        string
	Format      string
	Description string
	Properties  members
	Items       *node
	Required    []string
}

// members are the properties of an object, in the schema's order.
type members []member

type member struct {
	name string
	node
}

func (m *members) UnmarshalJSON(b []byte) error {
	dec := json.NewDecoder(strings.NewReader(string(b)))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		one := member{name: name.(string)}
		if err := dec.Decode(&one.node); err != nil {
			return err
		}
		*m = append(*m, one)
	}
	return nil
}

func (m members) get(name string) node {
	i := slices.IndexFunc(m, func(one member) bool { return one.name == name })
	if i < 0 {
		return node{}
	}
	return m[i].node
}

// snapshotPage is docs/snapshot.md.
func snapshotPage(t *testing.T) string {
	t.Helper()
	var root node
	if err := json.Unmarshal(schema.Snapshot, &root); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# The snapshot\n\n%s%s", generated, aboutSnapshots)
	b.WriteString("\n## meta\n\n")
	writeMembers(&b, root.Properties.get("meta"))
	for _, c := range collector.All() {
		for _, s := range c.Sections {
			service, collection, _ := strings.Cut(s.Name, ".")
			writeSection(&b, s, c.Operations, root.Properties.get("aws").Properties.get(service).Properties.get(collection))
		}
	}
	return b.String()
}

const aboutSnapshots = `A snapshot is what tocsin read of one account, and all that a policy sees of it, as ` + "`input`" + `; an older one is
` + "`data.baseline`" + `. ` + "`tocsin schema snapshot`" + ` prints its JSON Schema, by which ` + "`opa check --schema`" + ` finds misspelt names.

` + "`schema_version`" + ` is 1. Within a version members are added; none is removed, renamed or given another type or unit. So a
policy that was written for a snapshot can judge every later one of the version. tocsin refuses snapshots of a newer
version than it knows, and of none.

` + "`coverage`" + ` says of each section whether it was read: ` + "`complete`, `partial` or `missing`, with the `gaps`" + ` in it, or ` + "`off`" + ` if no
selected rule reads it. An empty list means that AWS has nothing only if the section is complete. A member that is
absent was not read, or AWS gives none: compare with ` + "`== false`" + `, as ` + "`not`" + ` is true of what is unknown, too.

Times are texts by RFC 3339 in UTC, and compare as texts. Members that are always there are marked with \*. A member
without a remark is AWS's of that name, in the answer to one of the calls that the section is read by.
`

func writeSection(b *strings.Builder, s collector.Section, calls []collector.Operation, n node) {
	fmt.Fprintf(b, "\n## %s\n\n", s.Name)
	about := n.Description
	if about == "" && n.Items != nil {
		about = n.Items.Description
	}
	if about != "" {
		fmt.Fprintf(b, "%s\n\n", plainMarkdown(about))
	}
	form := "An object."
	if n.Type == "array" {
		form = "A list."
	}
	if s.Optional {
		form += " Absent if the account has none."
	}
	var names []string
	for _, o := range calls {
		names = append(names, fmt.Sprintf("`%s:%s`", o.Service, o.Name))
	}
	fmt.Fprintf(b, "%s Read by %s.\n\n", form, strings.Join(names, ", "))
	writeMembers(b, n)
}

func writeMembers(b *strings.Builder, n node) {
	b.WriteString("| Member | Type | Meaning |\n|---|---|---|\n")
	writeRows(b, "", n)
}

// writeRows writes a row for each member, and for the members of members, by their paths.
func writeRows(b *strings.Builder, path string, n node) {
	if n.Items != nil {
		if path != "" {
			path = strings.TrimSuffix(path, ".") + "[]."
		}
		n = *n.Items
	}
	for _, m := range n.Properties {
		mark := ""
		if slices.Contains(n.Required, m.name) {
			mark = `\*`
		}
		fmt.Fprintf(b, "| `%s%s`%s | %s | %s |\n", path, m.name, mark, typeOf(m.node), inTable(m.Description))
		writeRows(b, path+m.name+".", m.node)
	}
}

func typeOf(n node) string {
	switch {
	case n.Format == "date-time":
		return "time"
	case n.Type == "array" && n.Items != nil:
		return "list of " + typeOf(*n.Items)
	case n.Type == "string":
		return "text"
	case n.Type == "":
		return "any"
	}
	return n.Type
}
