package cloudtrail
import ("testing";"path/filepath";"os";"bytes";"time")
func TestTry(t *testing.T){
	a,_:=filepath.Glob("/work/shared/data/cloudtrail/*/*.json"); b,_:=filepath.Glob("/work/shared/data/cloudtrail/*/*/*.json")
	f:=NewFilter([]Kind{{"iam.amazonaws.com","CreateUser"},{"*","StopLogging"}},time.Time{},time.Now())
	var n [2]Counts
	for _,p:=range append(a,b...){
		x,_:=os.ReadFile(p)
		for i:=range 2 {
		s:=&scanner{parseAll:i==1}
		c,err:=s.read(bytes.NewReader(x),f,func(e Event)error{ if i==0 {t.Log(e.Name,e.Succeeded)}; return nil})
		if err!=nil{t.Error(p,err)}
		n[i].Records+=c.Records;n[i].Kept+=c.Kept;n[i].Unreadable+=c.Unreadable
		}
	}
	t.Log(n)
}
func BenchmarkScan(b *testing.B){
	fs,_:=filepath.Glob("/work/shared/data/cloudtrail/*/*/*.json")
	var xs [][]byte; n:=0
	for _,p:=range fs{ x,_:=os.ReadFile(p); xs=append(xs,x); n+=len(x)}
	f:=NewFilter([]Kind{{"iam.amazonaws.com","CreateUser"},{"*","StopLogging"}},time.Time{},time.Now())
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop(){ for _,x:=range xs { if _,err:=Read(bytes.NewReader(x),f,func(Event)error{return nil});err!=nil{b.Fatal(err)}}}
}
