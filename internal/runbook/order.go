package runbook

import (
	"cmp"
	"slices"
)

// commands returns the commands of each step in an order that is safe to run: what preserves evidence comes
// first of all, in a step of its own; in each other step what restores comes before what endangers; and the
// order within a finding is kept, for which a command may move to an earlier step, ahead of what needs it.
// What shuts out the caller comes last of all.
func (p *plan) commands() map[string][]Command {
	p.hoist()
	p.postpone()
	p.pull()
	commands := map[string][]Command{}
	for i, step := range p.steps {
		var of []*task
		for _, t := range p.tasks {
			if t.step == i {
				of = append(of, t)
			}
		}
		for _, t := range p.sorted(of) {
			commands[step] = append(commands[step], t.Command)
		}
	}
	return commands
}

// hoist moves what preserves evidence into the step for it, unless something else has to be run before.
func (p *plan) hoist() {
	first := slices.Index(p.steps, evidence)
	last := map[*task]bool{} // those that stay behind
	p.repeat(func(list []*task) (changed bool) {
		behind := false
		for _, t := range list {
			behind = behind || t.Effect != Preserves || t.ByPerson() || last[t]
			if behind && !last[t] {
				last[t], changed = true, true
			}
		}
		return changed
	})
	for _, t := range p.tasks {
		if !last[t] {
			t.step = first
		}
	}
}

// postpone moves what shuts out the caller into the last step, with all that has to be run after it.
func (p *plan) postpone() {
	last := slices.Index(p.steps, lockout)
	p.repeat(func(list []*task) (changed bool) {
		after := false
		for _, t := range list {
			after = after || t.LocksOut || t.step == last
			if after && t.step != last {
				t.step, changed = last, true
			}
		}
		return changed
	})
}

// pull moves what has to be run before a command into that command's step, if it comes earlier.
func (p *plan) pull() {
	p.repeat(func(list []*task) (changed bool) {
		for i := len(list) - 2; i >= 0; i-- {
			if list[i].step > list[i+1].step {
				list[i].step, changed = list[i+1].step, true
			}
		}
		return changed
	})
}

// repeat does something to each list until nothing changes any more.
func (p *plan) repeat(do func(list []*task) bool) {
	for changed := true; changed; {
		changed = false
		for _, list := range p.lists {
			changed = do(list) || changed
		}
	}
}

// sorted puts the tasks of a step into their order: of those of which nothing has to be run before, always
// the safest. Findings may contradict each other; then the safest of all goes on.
func (p *plan) sorted(tasks []*task) []*task {
	if len(tasks) == 0 {
		return nil
	}
	step := tasks[0].step
	waits, next := map[*task]int{}, map[*task][]*task{} // for how many, and who for it
	for _, list := range p.lists {
		here := slices.DeleteFunc(slices.Clone(list), func(t *task) bool { return t.step != step })
		for i := 1; i < len(here); i++ {
			if before, t := here[i-1], here[i]; before != t {
				waits[t]++
				next[before] = append(next[before], t)
			}
		}
	}
	left := slices.Clone(tasks)
	slices.SortFunc(left, func(a, b *task) int {
		return cmp.Or(cmp.Compare(slices.Index(effects, a.Effect), slices.Index(effects, b.Effect)), cmp.Compare(a.from, b.from))
	})
	var done []*task
	for len(left) > 0 {
		i := max(0, slices.IndexFunc(left, func(t *task) bool { return waits[t] == 0 }))
		for _, t := range next[left[i]] {
			waits[t]--
		}
		done = append(done, left[i])
		left = slices.Delete(left, i, i+1)
	}
	return done
}
