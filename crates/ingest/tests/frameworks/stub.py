"""Stands in for packages that are not installed.

Models import much that says nothing about tables (web servers, clients of clouds). A module that
is missing is replaced by one whose every attribute is a class that can be called, inherited from
and used as a decorator.
"""

import importlib.abc
import importlib.machinery
import sys
import types


class _Meta(type):
    def __getattr__(cls, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _make(name)

    def __call__(cls, *args, **kwargs):
        if cls.__dict__.get("_is_stub"):
            if len(args) == 1 and not kwargs and callable(args[0]):
                return args[0]  # a decorator
            return super().__call__()
        return super().__call__(*args, **kwargs)

    def __iter__(cls):
        return iter(())

    def __or__(cls, other):
        return cls

    __ror__ = __or__

    def __getitem__(cls, key):
        return cls

    def _itself(cls, other):
        return cls

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __floordiv__ = _itself

    def _no(cls, other):
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _no


class _Stub(metaclass=_Meta):
    _is_stub = True

    def __init__(self, *args, **kwargs):
        pass

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__()
        if "_is_stub" not in cls.__dict__:
            cls._is_stub = False

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return _make(name)()

    def __call__(self, *args, **kwargs):
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]
        return _make("called")()

    def __iter__(self):
        return iter(())

    def __getitem__(self, key):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False

    def __bool__(self):
        return False

    def __str__(self):
        return ""

    def __mro_entries__(self, bases):
        return (_make("base"),)


def _make(name):
    return _Meta(name, (_Stub,), {"_is_stub": True})


class _Module(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        if name == "__version__":
            return "99.0.0"
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        made = _make(name)
        setattr(self, name, made)
        return made


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds what nothing else finds, and before all others what it is to stand in for."""

    def __init__(self, absent=(), instead=()):
        self.absent = set(absent)
        self.instead = tuple(instead)

    def find_spec(self, name, path=None, target=None):
        if self.instead:
            wanted = any(name == one or name.startswith(f"{one}.") for one in self.instead)
            return importlib.machinery.ModuleSpec(name, self, is_package=True) if wanted else None
        root = name.partition(".")[0]
        # What another platform's library has is absent on purpose.
        if root in sys.stdlib_module_names:
            return None
        if root in self.absent or (root in sys.modules and not isinstance(sys.modules[root], _Module)):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        made = _Module(spec.name)
        made.__file__ = spec.name
        return made

    def exec_module(self, module):
        pass


def install(absent=(), instead=()):
    """Stubs whatever is missing, and what it is to be instead of; `absent` stays missing."""
    if instead:
        sys.meta_path.insert(0, Finder(instead=instead))
    sys.meta_path.append(Finder(absent))
