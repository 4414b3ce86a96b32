"""A made-up dealership, written in the sources' own formats, so that the demo runs through the real connectors."""

from data_sources.demo.growing_file import FileReport
from data_sources.demo.write import DemoReport, write_demo

__all__ = ["DemoReport", "FileReport", "write_demo"]
