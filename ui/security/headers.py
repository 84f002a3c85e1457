"""Headers of every answer: what the browser may load and do."""

from collections.abc import Mapping

# Gradio's page has inline scripts and makes functions from text, so 'unsafe-inline' and
# 'unsafe-eval' are needed. Nothing is loaded from other hosts or sent to them.
_POLICY = (
    "default-src 'none'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
)
# The older header knows only these two lists. Beside another one it would contradict the policy,
# and is left out; all browsers that the scripts run in obey the policy.
_FRAME_OPTIONS = {"'none'": "DENY", "'self'": "SAMEORIGIN"}


def make(frame_ancestors: str) -> Mapping[str, str]:
    """The headers.

    Args:
        frame_ancestors: who may show the page in a frame, as in `ui.settings.Settings`.
    """
    headers = {
        "Content-Security-Policy": "; ".join((*_POLICY, f"frame-ancestors {frame_ancestors}")),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=()",
    }
    if frame_ancestors in _FRAME_OPTIONS:
        headers["X-Frame-Options"] = _FRAME_OPTIONS[frame_ancestors]
    return headers
