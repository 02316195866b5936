"""The numbers behind `/metrics`, in a registry of their own."""

import time
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 10.0)


class Metrics:
    """Counts what is asked, answered and refused.

    Labels are codes from the source (paths of entrances, feature words, reasons), never anything
    a request holds: their number is bounded.

    Args:
        version: of the program.
    """

    def __init__(self, version: str) -> None:
        self._registry = CollectorRegistry()
        # `labels` costs more than the counting itself, and this is on the way of every request.
        self._counters: dict[tuple[str, int], Counter] = {}
        self._timers: dict[str, Histogram] = {}
        self._answer_counters: dict[tuple[str, str], Counter] = {}
        self._answer_timers: dict[str, Histogram] = {}
        self._requests = Counter(
            "tovholder_requests_total",
            "Requests to an entrance, by the status they were answered with.",
            ["entrance", "status"],
            registry=self._registry,
        )
        self._request_seconds = Histogram(
            "tovholder_request_seconds",
            "Time from the head of a request to the end of its answer.",
            ["entrance"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._refusals = Counter(
            "tovholder_guard_refusals_total",
            "Requests that the guard did not let in, by reason.",
            ["entrance", "reason"],
            registry=self._registry,
        )
        self._answers = Counter(
            "tovholder_answers_total",
            "Commands and buttons answered, by feature and outcome.",
            ["feature", "outcome"],
            registry=self._registry,
        )
        self._answer_seconds = Histogram(
            "tovholder_answer_seconds",
            "Time to work out an answer, by feature.",
            ["feature"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._data_version = Gauge(
            "tovholder_data_version",
            "Version of the data that look-ups are answered from.",
            registry=self._registry,
        )
        self._messages = Gauge(
            "tovholder_outbox_messages",
            "Messages of the outbox, by state, when the auditor last looked.",
            ["state"],
            registry=self._registry,
        )
        self._sends = Counter(
            "tovholder_sends_total",
            "Calls that sent or updated a message, by platform and outcome.",
            ["platform", "outcome"],
            registry=self._registry,
        )
        self._oldest = Gauge(
            "tovholder_outbox_oldest_pending_seconds",
            "How long the oldest message that waits has waited; 0 when none does.",
            registry=self._registry,
        )
        self._alarms = Gauge(
            "tovholder_alarms_open",
            "Alarms that the operator has been told of and that last.",
            registry=self._registry,
        )
        information = Gauge(
            "tovholder_info", "The program's version.", ["version"], registry=self._registry
        )
        information.labels(version).set(1)
        started = time.monotonic()
        uptime = Gauge("tovholder_uptime_seconds", "Time since the start.", registry=self._registry)
        uptime.set_function(lambda: time.monotonic() - started)

    def requested(self, entrance: str, status: int, seconds: float) -> None:
        """Count a request to `entrance`, answered with `status` after `seconds`."""
        counter = self._counters.get((entrance, status))
        if counter is None:
            counter = self._counters[entrance, status] = self._requests.labels(entrance, status)
        counter.inc()
        timer = self._timers.get(entrance)
        if timer is None:
            timer = self._timers[entrance] = self._request_seconds.labels(entrance)
        timer.observe(seconds)

    def refused(self, entrance: str, reason: str) -> None:
        """Count a request that the guard refused for `reason`, a code."""
        self._refusals.labels(entrance, reason).inc()

    def answered(self, feature: str, outcome: str, seconds: float) -> None:
        """Count an answer of `feature` ("raci") with `outcome`, a code, after `seconds`."""
        known, labels = self._answer_counters, (feature, outcome)
        counter = known.get(labels)
        if counter is None:
            counter = known[labels] = self._answers.labels(feature, outcome)
        counter.inc()
        timer = self._answer_timers.get(feature)
        if timer is None:
            timer = self._answer_timers[feature] = self._answer_seconds.labels(feature)
        timer.observe(seconds)

    def data_version(self, version: int) -> None:
        """Tell which version of the data is being answered from."""
        self._data_version.set(version)

    def outbox(self, messages: Mapping[str, int], oldest_seconds: float) -> None:
        """Tell how many messages are in each state, and how long the oldest pending one waits."""
        for state, number in messages.items():
            self._messages.labels(state).set(number)
        self._oldest.set(oldest_seconds)

    def sent(self, platform: str, outcome: str) -> None:
        """Count a call that sent or updated a message, by what became of it, a code."""
        self._sends.labels(platform, outcome).inc()

    def alarms(self, number: int) -> None:
        """Tell how many of the operator's alarms are open."""
        self._alarms.set(number)

    def page(self) -> bytes:
        """Return the numbers in Prometheus' text form, of type `CONTENT_TYPE`."""
        return generate_latest(self._registry)
