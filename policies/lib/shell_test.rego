package tocsin.lib.shell_test

import data.tocsin.lib.shell

test_quote[note] if {
	some note, tc in {
		"plain": {"text": "arn:aws:sns:us-east-1:1:a_b-c", "word": "arn:aws:sns:us-east-1:1:a_b-c"},
		"empty": {"text": "", "word": `''`},
		"space": {"text": "a b", "word": `'a b'`},
		"command": {"text": "$(reboot);`id`&", "word": "'$(reboot);`id`&'"},
		"quote": {"text": "it's", "word": `'it'\''s'`},
		"quotes only": {"text": "''", "word": `''\'''\'''`},
		"newline at the end": {"text": "a\n", "word": "'a\n'"},
		"tilde": {"text": "~root", "word": `'~root'`},
		"glob": {"text": "a*?[b]", "word": `'a*?[b]'`},
		"not ASCII": {"text": "Grüße", "word": `'Grüße'`},
	}
	shell.quote(tc.text) == tc.word
}

test_list_hides_file_names if shell.list(["file:///etc/passwd"]) == `'["file:///etc/passwd"]'`

test_list_of_names if shell.list([`a "b"`, "it's"]) == `'["a \"b\"","it'\''s"]'`
