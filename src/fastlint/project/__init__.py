"""The whole program, a pure function of facts. `Project` is what rules ask; its module is the one to read."""

from fastlint.knowledge.schema import Blocking
from fastlint.project.execution.calls import EventKind
from fastlint.project.execution.dependencies import Dependency
from fastlint.project.execution.markers import Location
from fastlint.project.execution.seen import AttributeRead, LibraryCall
from fastlint.project.loop.event_loop import BlockingCall, Phase
from fastlint.project.loop.ways import ContextChange, LoopCallInThread, NestedLoop, WaitInThread
from fastlint.project.models.model_fields import ModelField
from fastlint.project.project import Injection, LoopEvent, Project, ServedFunction
from fastlint.project.reading.imports import ImportedModule
from fastlint.project.requests.dependency_edges import DependencyEdge, Marker, Origin, Provider
from fastlint.project.requests.dependency_graph import DependencyGraph
from fastlint.project.requests.model_use import Model
from fastlint.project.requests.parameters import Dependant, Operation, Parameter, Signature
from fastlint.project.responses.responders import Contract, Responder
from fastlint.project.routing.app_state import MisplacedState
from fastlint.project.routing.apps import App, Route
from fastlint.project.routing.handlers import AppHandlers, ExceptionHandler
from fastlint.project.routing.lifespans import MountedStartUp, StartUp
from fastlint.project.routing.middleware import AppMiddleware, Middleware
from fastlint.project.routing.websockets import WebSocketEndpoint
from fastlint.project.security.taint import Arrival
from fastlint.project.testing.tests import TestFunction

__all__ = [
    "App",
    "AppHandlers",
    "AppMiddleware",
    "Arrival",
    "AttributeRead",
    "Blocking",
    "BlockingCall",
    "ContextChange",
    "Contract",
    "Dependant",
    "Dependency",
    "DependencyEdge",
    "DependencyGraph",
    "EventKind",
    "ExceptionHandler",
    "ImportedModule",
    "Injection",
    "LibraryCall",
    "Location",
    "LoopCallInThread",
    "LoopEvent",
    "Marker",
    "Middleware",
    "MisplacedState",
    "Model",
    "ModelField",
    "MountedStartUp",
    "NestedLoop",
    "Operation",
    "Origin",
    "Parameter",
    "Phase",
    "Project",
    "Provider",
    "Responder",
    "Route",
    "ServedFunction",
    "Signature",
    "StartUp",
    "TestFunction",
    "WaitInThread",
    "WebSocketEndpoint",
]
