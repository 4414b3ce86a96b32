"""What leaves on paper: letters and statements on the house's letterhead, as PDF that screen readers can read."""
