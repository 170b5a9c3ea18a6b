"""The whole program, a pure function of facts. `Project` is what rules ask; its module is the one to read."""

from fastlint.knowledge.schema import Blocking
from fastlint.project.apps import App, Route
from fastlint.project.calls import EventKind
from fastlint.project.dependencies import Dependency
from fastlint.project.event_loop import BlockingCall, Phase
from fastlint.project.project import Injection, LoopEvent, Project, ServedFunction
from fastlint.project.seen import LibraryCall
from fastlint.project.ways import ContextChange, LoopCallInThread, NestedLoop, WaitInThread

__all__ = [
    "App",
    "Blocking",
    "BlockingCall",
    "ContextChange",
    "Dependency",
    "EventKind",
    "Injection",
    "LibraryCall",
    "LoopCallInThread",
    "LoopEvent",
    "NestedLoop",
    "Phase",
    "Project",
    "Route",
    "ServedFunction",
    "WaitInThread",
]
