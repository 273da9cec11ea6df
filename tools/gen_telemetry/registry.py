"""Reads the registry, fills in defaults and refuses what contradicts itself."""
import re

TYPES = {"string": "std::string_view", "int": "std::int64_t", "double": "double", "bool": "bool"}
PII = {"none", "pseudonymous", "personal", "payment", "credential"}
KINDS = {"internal", "server", "client", "producer", "consumer"}
INSTRUMENTS = {"counter", "up_down_counter", "histogram", "observable_gauge", "observable_counter",
               "observable_up_down_counter"}
FIELDS = {
    "scopes": {"id", "name", "version", "service_name", "service_version", "service_domain",
               "ok_on_success", "records_exceptions", "about"},
    "attributes": {"name", "type", "pii", "values", "about"},
    "events": {"name", "id", "attributes", "about", "keeps"},
    "attribute_twins": {"scope", "of", "twin"},
    "spans": {"scope", "name", "id", "kind", "about", "parents", "attributes", "events",
              "durations", "keeps"},
    "metrics": {"scope", "name", "id", "instrument", "type", "unit", "about", "buckets",
                "attributes", "series_limit", "twin_of"},
}
NAME = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")
IDENTIFIER = re.compile(r"^[a-z][a-z0-9_]*$")


class Invalid(Exception):
    """One clear line about what is wrong."""


def need(condition, fault):
    if not condition:
        raise Invalid(fault)


def identifier(name):
    return name.replace(".", "_").replace("-", "_")


def unique(entries, what):
    seen = set()
    for entry in entries:
        key = entry["id"]
        need(key not in seen, f"{what} {key} is listed twice; give one an id")
        seen.add(key)


def load(source):
    for part, fields in FIELDS.items():
        need(isinstance(source.get(part), list), f"{part} is missing")
        for entry in source[part]:
            unknown = set(entry) - fields
            need(not unknown, f"{part} {entry.get('name')}: unknown field {sorted(unknown)}")
            if "name" in entry:
                entry.setdefault("id", identifier(entry["name"]))
                need(IDENTIFIER.match(entry["id"]), f"{part} {entry['name']}: give it an id")
                need(entry.get("about"), f"{part} {entry['name']}: about is missing")
    names = dict(source)
    names["scope_ids"] = {scope["name"]: scope["id"] for scope in source["scopes"]}
    check_attributes(names)
    check_spans(names)
    check_metrics(names)
    return names


def check_attributes(names):
    unique(names["attributes"], "attribute")
    for attribute in names["attributes"]:
        attribute.setdefault("pii", "none")
        need(NAME.match(attribute["name"]) and "." in attribute["name"],
             f"attribute {attribute['name']} has no namespace")
        need(attribute["type"] in TYPES, f"attribute {attribute['name']}: type {attribute['type']}")
        need(attribute["pii"] in PII, f"attribute {attribute['name']}: pii {attribute['pii']}")
    names["attribute_by_name"] = {a["name"]: a for a in names["attributes"]}
    unique(names["events"], "event")
    for event in names["events"]:
        known(names, event.get("attributes", []), f"event {event['name']}")
    for twin in names["attribute_twins"]:
        known(names, [twin["of"], twin["twin"]], "attribute_twins")
        need(twin["scope"] in names["scope_ids"], f"attribute_twins: scope {twin['scope']}")


def known(names, attributes, where):
    for attribute in attributes:
        need(attribute in names["attribute_by_name"], f"{where}: unknown attribute {attribute}")


def check_spans(names):
    unique(names["spans"], "span")
    events = {event["name"] for event in names["events"]}
    metrics = {metric["name"]: metric for metric in names["metrics"]}
    by_name = {span["name"] for span in names["spans"]} | {span["id"] for span in names["spans"]}
    for span in names["spans"]:
        where = f"span {span['name']}"
        span.setdefault("kind", "internal")
        need(span["kind"] in KINDS, f"{where}: kind {span['kind']}")
        need(span["scope"] in names["scope_ids"], f"{where}: scope {span['scope']}")
        known(names, span.get("attributes", []), where)
        for event in span.get("events", []):
            need(event in events, f"{where}: unknown event {event}")
        for parent in span.get("parents", []):
            need(parent in by_name, f"{where}: unknown parent {parent}")
        for duration in span.get("durations", []):
            metric = metrics.get(duration)
            need(metric and metric["instrument"] == "histogram" and metric["unit"] in ("s", "ms"),
                 f"{where}: {duration} is no histogram of seconds or milliseconds")
            need("twin_of" not in metric, f"{where}: {duration} is a twin; it follows by itself")
            carried = set(span.get("attributes", [])) | {"error.type"}
            need(set(metric.get("attributes", [])) <= carried,
                 f"{where}: {duration} needs attributes that the span does not carry")


def check_metrics(names):
    unique(names["metrics"], "metric")
    by_name = {metric["name"]: metric for metric in names["metrics"]}
    for metric in names["metrics"]:
        where = f"metric {metric['name']}"
        need(NAME.match(metric["name"]), f"{where}: the name is not well formed")
        need(metric["instrument"] in INSTRUMENTS, f"{where}: instrument {metric['instrument']}")
        need(metric["type"] in ("int", "double"), f"{where}: type {metric['type']}")
        need(metric["scope"] in names["scope_ids"], f"{where}: scope {metric['scope']}")
        known(names, metric.get("attributes", []), where)
        need(len(metric.get("attributes", [])) <= 8, f"{where}: more than 8 attributes")
        is_histogram = metric["instrument"] == "histogram"
        need(is_histogram == ("buckets" in metric),
             f"{where}: histograms and only they have buckets")
        if is_histogram:
            bounds = names["bucket_sets"].get(metric["buckets"])
            need(bounds and bounds == sorted(bounds), f"{where}: buckets {metric['buckets']}")
        metric.setdefault("series_limit", 500)
        if "twin_of" in metric:
            base = by_name.get(metric["twin_of"])
            need(base and "twin_of" not in base, f"{where}: twin of an unknown metric")
            need(base.get("attributes") == metric.get("attributes"),
                 f"{where}: not the attributes of {metric['twin_of']}")
            need("twin" not in base, f"{where}: {metric['twin_of']} has another twin")
            base["twin"] = metric
