"""All that people write about a customer or about the house, each kind of row by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.live.account_ranges import ACCOUNT_RANGE
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.closed_periods import CLOSED_PERIOD
from clientinfo_kernel.live.comments import COMMENT
from clientinfo_kernel.live.consents import CONSENT
from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
from clientinfo_kernel.live.documents import DOCUMENT
from clientinfo_kernel.live.driver_days import DRIVER_DAY
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.live.outlier_reviews import OUTLIER_REVIEW
from clientinfo_kernel.live.profiles import PROFILE
from clientinfo_kernel.live.remarks import REMARK
from clientinfo_kernel.live.saved_questions import SAVED_QUESTION
from clientinfo_kernel.live.targets import TARGET
from clientinfo_kernel.live.tour_stops import TOUR_STOP
from clientinfo_kernel.live.vat_checks import VAT_CHECK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.fields import Entity

ENTITIES: Mapping[str, Entity] = {
    entity.name: entity
    for entity in (
        *(CASE, CONTACT, COMMENT, REMARK, CONSENT, CHANGE_NOTICE, PROFILE, CUSTOMER_POINT),
        *(OPEN_ITEM_DECISION, INBOX_DECISION, DOCUMENT, VAT_CHECK),
        *(SAVED_QUESTION, TARGET, OUTLIER_REVIEW, CLOSED_PERIOD, ACCOUNT_RANGE, TOUR_STOP, DRIVER_DAY),
    )
}
