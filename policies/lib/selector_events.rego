# METADATA
# title: Event selectors in calls, and what they leave out
package tocsin.lib.selector_events

# All that any selector lets through is recorded.
narrowing(selectors) := set() if {
	some selector in selectors
	is_object(selector)
	count(narrow(selector)) == 0
} else := {text | some selector in selectors; is_object(selector); some text in narrow(selector)}

narrow(selector) := union({
	{"records no management events" | object.get(selector, "includeManagementEvents", null) in {false, "false"}},
	{sprintf("records events of the type %s only", [selector.readWriteType]) | selector.readWriteType != "All"},
	{sprintf("leaves the events of %s out", [source]) | some source in selector.excludeManagementEventSources},
})

# An advanced selector lets through what fulfils all its fields.
narrow_fields(selectors) := {"records no management events"} if count(management(selectors)) == 0

narrow_fields(selectors) := {sprintf("records management events by a further condition on %s", [field.field]) |
	some selector in management(selectors)
	some field in selector.fieldSelectors
	field.field != "eventCategory"
} if {
	count(management(selectors)) > 0
	count([s | some s in management(selectors); count(s.fieldSelectors) == 1]) == 0
}

narrow_fields(selectors) := set() if count([s | some s in management(selectors); count(s.fieldSelectors) == 1]) > 0

management(selectors) := [selector |
	some selector in selectors
	some field in selector.fieldSelectors
	field.field == "eventCategory"
	"Management" in field.equals
]
