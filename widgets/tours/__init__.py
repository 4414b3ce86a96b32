"""The page Touren: a planner's day on map and timeline, and the driver's sheet on the phone."""
