"""Opens pages in headless Chromium and tells what a reader would not like. Usage: browser.py PAGE...

It speaks the DevTools protocol over a pipe. A page may load nothing, say nothing in the console, hold no element
but those of a report, take no longer than two seconds, and be readable in light, dark and print and on a telephone.
"""
import json, os, pathlib, signal, subprocess, sys, tempfile

LIMIT = 2000  # milliseconds until the page is painted
ELEMENTS = set("""html head meta title style body a header p h1 h2 h3 h4 span strong dl div dt dd nav ul li main section b svg rect
  details summary code pre em table thead tbody tr th td time figure figcaption g circle line path text footer""".split())
MEDIA = {"light": ("screen", "light"), "dark": ("screen", "dark"), "print": ("print", "dark")}

PAINTED = """new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"""
ELEMENTS_OF = """[...new Set([...document.querySelectorAll('*')].map(e => e.localName))]"""
ATTRIBUTES = """[...new Set([...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()
  .filter(n => /^on|^style$|src|^action$|^data|^formaction$/.test(n) || (/href/.test(n) && !/^(#|https:)/.test(e.getAttribute(n))))))]"""
STRUCTURE = """(() => {
  const wrong = [];
  let level = 0;
  for (const h of document.querySelectorAll('h1,h2,h3,h4')) {
    if (h.localName[1] > level + 1) wrong.push('a heading skips a level: ' + h.textContent);
    level = +h.localName[1];
  }
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size != ids.length) wrong.push('an id is there twice');
  for (const a of document.querySelectorAll('a[href^="#"]'))
    if (!document.getElementById(a.getAttribute('href').slice(1))) wrong.push('a link leads nowhere: ' + a.textContent);
  for (const t of document.querySelectorAll('table'))
    if (t.querySelectorAll('thead th[scope=col]').length != t.rows[0].cells.length) wrong.push('a table lacks headers');
  for (const s of document.querySelectorAll('svg:not(.key)')) if (!s.getAttribute('aria-label')) wrong.push('a picture has no name');
  for (const tag of ['header', 'nav', 'main', 'footer', 'h1'])
    if (document.querySelectorAll('body ' + tag).length != 1) wrong.push('there is not one ' + tag);
  return wrong;
})()"""
# The lowest contrast of any text with what is behind it, by WCAG.
CONTRAST = """(() => {
  const rgb = c => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b };
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3) } return [255, 255, 255] };
  let worst = [21, ''];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType == 3 && n.textContent.trim())) continue;
    const svg = e.ownerSVGElement, style = getComputedStyle(e);
    if (svg && e.localName != 'text' || e.matches('text.dot')) continue;
    const a = light(rgb(svg ? style.fill : style.color).slice(0, 3)), b = light(behind(svg || e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 120)];
  }
  return worst;
})()"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Browser:
    """Chromium, and the messages to it and from it."""

    def __init__(self, profile):
        to_read, self.to = os.pipe()
        self.answers, from_write = os.pipe()

        def pipes():  # Chromium reads from 3 and writes to 4
            a, b = os.dup(to_read), os.dup(from_write)
            os.dup2(a, 3)
            os.dup2(b, 4)

        flags = ["--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                 "--disable-background-networking", "--user-data-dir=" + profile]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")
        self.process = subprocess.Popen(["chromium", *flags, "about:blank"], close_fds=False, preexec_fn=pipes,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(to_read)
        os.close(from_write)
        self.buffer, self.last, self.events = b"", 0, []

    def close(self):
        os.close(self.to)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)

    def receive(self):
        while b"\0" not in self.buffer:
            chunk = os.read(self.answers, 1 << 20)
            if not chunk:
                sys.exit("chromium ended")
            self.buffer += chunk
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, session=None, **params):
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") != self.last:
                self.events.append(answer)
                continue
            if "error" in answer:
                sys.exit(f"{method}: {answer['error']}")
            return answer["result"]

    def wait(self, name):
        while not any(e.get("method") == name for e in self.events):
            self.events.append(self.receive())


class Page:
    def __init__(self, browser):
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Network", "Runtime", "Log"]:
            self.call(domain + ".enable")

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def value(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            sys.exit(f"{expression[:60]}: {answer['exceptionDetails']}")
        return answer["result"]["value"]

    def open(self, url):
        """Returns the milliseconds until all was painted, measured in the page."""
        self.browser.events.clear()
        self.call("Page.navigate", url=url)
        self.browser.wait("Page.loadEventFired")
        return self.value(PAINTED)

    def width(self, pixels):
        self.call("Emulation.setDeviceMetricsOverride", width=pixels, height=800, deviceScaleFactor=1, mobile=pixels < 600)


def complaints(page, path):
    url = path.resolve().as_uri()
    page.width(1280)
    taken = min(page.open(url) for _ in range(3))
    wrong = heard(page.browser.events, url)
    if taken > LIMIT:
        wrong.append(f"it takes {taken:.0f} ms")
    wrong += [f"it has the element {name}" for name in set(page.value(ELEMENTS_OF)) - ELEMENTS]
    wrong += [f"it has the attribute {name}" for name in page.value(ATTRIBUTES)]
    wrong += page.value(STRUCTURE)
    lowest = 21
    for name, (media, scheme) in MEDIA.items():
        page.call("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])
        ratio, where = page.value(CONTRAST)
        lowest = min(lowest, ratio)
        if ratio < 4.5:
            wrong.append(f"in {name} the contrast is {ratio:.2f} in {where}")
    page.call("Emulation.setEmulatedMedia", media="", features=[])
    page.width(360)
    if (over := page.value(OVERFLOW)) > 0:
        wrong.append(f"on a telephone it is {over} pixels too wide")
    print(f"{path.name}: {path.stat().st_size} bytes, {taken:.0f} ms, lowest contrast {lowest:.1f}")
    return wrong


def heard(events, url):
    """What the page asked for and what the console said."""
    wrong = []
    for e in events:
        params = e.get("params", {})
        match e.get("method"):
            case "Network.requestWillBeSent" if params["request"]["url"].split("#")[0] != url:
                wrong.append("it asks for " + params["request"]["url"])
            case "Log.entryAdded":
                wrong.append("the console says " + params["entry"]["text"])
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Page.javascriptDialogOpening":
                wrong.append("a script runs: " + json.dumps(params)[:200])
    return wrong


def main(paths):
    signal.alarm(300)
    failed = False
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        page = Page(browser)
        for path in paths:
            for complaint in complaints(page, pathlib.Path(path)):
                failed = True
                print(f"{path}: {complaint}")
        browser.close()
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
