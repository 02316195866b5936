"""What the local chat cannot do for a request: a status and a sentence's key."""


class WebError(Exception):
    """A request that is answered with a 4xx status and one sentence.

    Args:
        status: the HTTP status.
        key: the sentence is `web.problem.<key>` in the catalogues.
        params: values for the sentence's placeholders.
    """

    def __init__(self, status: int, key: str, **params: str | int) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.params = params
