#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints `passed failed skipped` of ctest's JUnit reports, and names what did not pass."""
import sys
import xml.etree.ElementTree as tree

passed = failed = skipped = 0
for report in sys.argv[1:]:
    for case in tree.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.get("status") == "fail":
            failed += 1
            print("failed:", case.get("name"), file=sys.stderr)
        elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            skipped += 1
            print("skipped:", case.get("name"), file=sys.stderr)
        else:
            passed += 1
print(passed, failed, skipped)
