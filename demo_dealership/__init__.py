"""A made-up dealership, written in the sources' own formats, so that the demo runs through the real connectors."""

from demo_dealership.growing_file import FileReport
from demo_dealership.write import DemoReport, write_demo

__all__ = ["DemoReport", "FileReport", "write_demo"]
