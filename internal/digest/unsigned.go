package digest

import (
	"bytes"
	"context"
	"strings"
)

// maxUnsigned bounds the list of a digest that may be anybody's, in commas: a log file takes some five.
const maxUnsigned = 200_000

// contradict compares log files with a digest whose signature could not be checked. Where they differ, one of
// them was changed, whichever it is. That they agree proves nothing: whoever changes both can make them agree.
func (s *scope) contradict(ctx context.Context, c *chain, d *loaded) {
	if bytes.Count(d.LogFiles, []byte(",")) > maxUnsigned || d.readLogs() != nil {
		return // it is unverified as it is
	}
	kinds, whys := make([]Kind, len(d.logs)), make([]string, len(d.logs))
	names := make([]string, len(d.logs))
	s.each(len(d.logs), func(i int) {
		name, ok := s.place(d, d.logs[i].Bucket, d.logs[i].Object)
		if ok && strings.HasPrefix(name, s.folder+"CloudTrail/") && ctx.Err() == nil { // nothing else is CloudTrail's to name
			names[i] = name
			_, kinds[i], whys[i] = s.checkLog(ctx, d.logs[i], name)
		}
	})
	for i, kind := range kinds {
		if kind.Wrong() {
			s.mention(names[i])
			s.logChecked(c, names[i], 0, kind, strings.TrimSuffix(whys[i], ".")+doubt(d)+".")
		}
	}
}

// doubt says what a finding that rests on a digest leaves open.
func doubt(d *loaded) string {
	if d.unsigned {
		return " (whose signature could not be checked: if not this, the digest was changed)"
	}
	return ""
}
