"""What a process takes from itself before it reads others' documents (Linux; elsewhere what there is).

Limits of memory (RLIMIT_DATA), of processor time per document (RLIMIT_CPU, moved on before each) and of files
(none can be written); and a filter of system calls (seccomp) that leaves computing, and reading and writing what is open
already: no file can be opened, no network reached, no program started, no other process touched. Where the kernel has no
seccomp, namespaces of its own take the network away at least.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import sys

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 10
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
# struct sock_filter: code, jump if true, jump if false, value (linux/filter.h)
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
_NUMBER, _ARCHITECTURE = 0, 4  # places in struct seccomp_data
_FIRST_ARGUMENT = 16  # its lower half: these machines are little-endian, and a process number has 32 bits
# AUDIT_ARCH of linux/audit.h, by machine.
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# The system calls of computing, each with its number on these machines (asm/unistd_64.h, asm-generic/unistd.h).
_COMPUTING = """
read 0 63; write 1 64; close 3 57; fstat 5 80; lseek 8 62; pread64 17 67; poll|ppoll 7 73; mmap 9 222;
mprotect 10 226; munmap 11 215; mremap 25 216; madvise 28 233; brk 12 214; rt_sigaction 13 134;
rt_sigprocmask 14 135; rt_sigreturn 15 139; sigaltstack 131 132; restart_syscall 219 128; futex 202 98;
rseq 334 293; sched_yield 24 124; nanosleep 35 101; clock_nanosleep 230 115; clock_gettime 228 113;
clock_getres 229 114; gettimeofday 96 169; getrusage 98 165; times 100 153; getpid 39 172; gettid 186 178;
getrlimit 97 163; setrlimit 160 164; getrandom 318 278; exit 60 93; exit_group 231 94
"""
# By it a process moves its own limits on (process 0), and could change those of others of its user: theirs are refused.
_LIMITS = "prlimit64 302 261"


class _Filter(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("true", ctypes.c_ubyte),
        ("false", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filters", ctypes.POINTER(_Filter)))


def shut_in() -> str:
    """Take everything away that parsing does not need; return how: ``filtered``, ``without network`` or ``limited``."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if not sys.platform.startswith("linux"):
        return "limited"
    system = ctypes.CDLL(None, use_errno=True)
    if _filter_calls(system):
        return "filtered"
    return "without network" if system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0 else "limited"


def allow_processor_time(seconds: int = CPU_SECONDS) -> None:
    """Let the process use so much more processor time from now on; the kernel ends it (SIGXCPU) when it is used up."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 1 + seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _filter_calls(system: ctypes.CDLL) -> bool:
    machine = platform.machine()
    if machine not in _ARCHITECTURES or system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    column = 1 + list(_ARCHITECTURES).index(machine)
    calls = [int(each.split()[column]) for each in _COMPUTING.replace("\n", " ").strip().split(";")]
    limits = int(_LIMITS.split()[column])
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 0, 4, limits),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    lines += [(_EQUAL, len(calls) - place, 0, number) for place, number in enumerate(calls)]
    lines += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    filters = (_Filter * len(lines))(*(_Filter(*line) for line in lines))
    program = _Program(len(lines), filters)
    return bool(system.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)
