# METADATA
# title: Text for a shell
# description: |
#   The commands of a finding are there to be pasted, and names in AWS are chosen by whoever created
#   the resource. Write options as --name=value: a value may begin with a dash.
package tocsin.lib.shell

# quote makes one word of a text, whatever is in it.
quote(text) := text if {
	regex.match(`^[A-Za-z0-9_@%+=:,./-]+$`, text)
} else := sprintf("'%s'", [replace(text, "'", `'\''`)])

# list is one word for an option that takes a list. A name such as file:///etc/passwd, given plainly,
# the AWS CLI would take for a file to read and send; within JSON it does not.
list(texts) := quote(json.marshal(texts))
