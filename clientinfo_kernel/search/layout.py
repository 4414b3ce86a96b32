"""The sizes and bits that the writer and the reader of the search file agree on."""

CLASS_SHIFT = 30  # the upper two bits of a posting's term hold the class of its key
TERM_MASK = (1 << CLASS_SHIFT) - 1
BROAD = 1024  # a beginning with more postings has its best ones chosen in advance
HEAD = 64  # this many customers
NO_BITMAP = 0xFFFFFFFF


def bitmap_least(customers: int) -> int:
    """From how many postings on a beginning has a bitmap of its customers (then it is no larger than the list)."""
    return max(BROAD, customers // 32)
