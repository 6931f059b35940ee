"""Dagster's words for jobs, sensors and schedules with whole types: its own leave some of their parameters open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dagster as dg

_dagster: Any = dg

job: Callable[..., Callable[[Callable[..., Any]], dg.JobDefinition]] = _dagster.job
sensor: Callable[..., Callable[[Callable[..., Any]], dg.SensorDefinition]] = _dagster.sensor
schedule: Callable[..., Callable[[Callable[..., Any]], dg.ScheduleDefinition]] = _dagster.schedule
asset_job: Callable[..., Any] = _dagster.define_asset_job
