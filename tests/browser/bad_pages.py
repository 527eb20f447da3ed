"""Pages with one fault each, and one without, for the tests of the tests."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = """<!doctype html><html lang="nb"><head><title>Page</title>
<link rel="icon" href="data:,"></head><body><main><h1>Page</h1>{}</main></body></html>"""
FAULTS = {
    "none": "<p>Nothing is wrong.</p>",
    "barrier": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">',
    "csp": "<script>1</script>",
    "stranger": '<img alt="" src="http://stranger.invalid/x.png">',
    "missing": '<img alt="" src="/gone.png">',
    "script": '<script src="/broken.js"></script>',
    "wide": f"<p>{'w' * 400}</p>",
}


@login_not_required
def show(request: HttpRequest, fault: str) -> HttpResponse:
    policy = {"Content-Security-Policy": "default-src * data:; script-src 'self'"}
    return HttpResponse(PAGE.format(FAULTS[fault]), headers=policy)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nothing.here()", content_type="text/javascript")


urlpatterns = [path("broken.js", broken), path("<slug:fault>/", show)]
