"""What src/README.md says: rooms, floors and their allow-table, owners, limits."""
import fnmatch
import re


class Floor:
    def __init__(self, name, addresses, may, libraries, never):
        self.name, self.addresses = name, addresses
        self.may, self.libraries, self.never = set(may), set(libraries), set(never)


class House:
    def __init__(self, text):
        rooms, floors = table(text, "Rooms"), table(text, "Floors")
        self.rooms = {ticked(r[0])[0]: set(ticked(r[3])) for r in rooms}
        self.floors = [Floor(r[0], *map(ticked, r[1:5])) for r in floors]
        self.owners = {ticked(r[0])[0]: ticked(r[1]) for r in table(text, "One of each")}
        self.limits = {ticked(r[0])[0]: int(re.search(r"\d+", r[1]).group())
                       for r in table(text, "Sizes")}

    def address(self, path):
        """(room, floor) of a path below src/, or None when the map does not show it."""
        parts = path.split("/")
        for floor in self.floors:
            for pattern in floor.addresses:
                room_pattern = pattern.split("/")[1]
                if room_pattern == "*" and (len(parts) < 3 or parts[1] not in self.rooms):
                    continue
                if matches(path, pattern):
                    return parts[1], floor
        return None

    def owns(self, thing, path):
        return any(matches(path, pattern) for pattern in self.owners[thing])


def matches(path, pattern):
    """`*` stands for one part of the path, at the end for everything below."""
    if pattern.endswith("/*"):
        parts, wanted = path.split("/"), pattern.split("/")[:-1]
        return len(parts) > len(wanted) and all(
            fnmatch.fnmatch(a, b) for a, b in zip(parts, wanted))
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(fnmatch.fnmatch(a, b) for a, b in zip(parts, wanted))


def ticked(cell):
    return re.findall(r"`([^`]+)`", cell)


def table(text, heading):
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    if not section:
        raise SystemExit(f"tidy: src/README.md has no section '{heading}'")
    rows = [line.strip().strip("|") for line in section.group(1).splitlines()
            if line.startswith("|")]
    return [[cell.strip() for cell in row.split("|")] for row in rows[2:]]
