"""Which gaps are worth a message, and to whom: pure, used by pages and jobs alike."""

from gaps.alerting.grouping import by_office
from gaps.alerting.rules import Breach, Level, Rule, breaches, default_rules

__all__ = ["Breach", "Level", "Rule", "breaches", "by_office", "default_rules"]
