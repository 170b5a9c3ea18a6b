"""The whole program, a pure function of facts. `Project` is what rules ask; its module is the one to read."""

from fastlint.knowledge.schema import Blocking
from fastlint.project.app_state import MisplacedState
from fastlint.project.apps import App, Route
from fastlint.project.calls import EventKind
from fastlint.project.dependencies import Dependency
from fastlint.project.dependency_edges import DependencyEdge, Marker, Origin, Provider
from fastlint.project.dependency_graph import DependencyGraph
from fastlint.project.event_loop import BlockingCall, Phase
from fastlint.project.handlers import AppHandlers, ExceptionHandler
from fastlint.project.imports import ImportedModule
from fastlint.project.lifespans import MountedStartUp, StartUp
from fastlint.project.markers import Location
from fastlint.project.middleware import AppMiddleware, Middleware
from fastlint.project.model_fields import ModelField
from fastlint.project.model_use import Model
from fastlint.project.parameters import Dependant, Operation, Parameter, Signature
from fastlint.project.project import Injection, LoopEvent, Project, ServedFunction
from fastlint.project.responders import Contract, Responder
from fastlint.project.seen import AttributeRead, LibraryCall
from fastlint.project.taint import Arrival
from fastlint.project.tests import TestFunction
from fastlint.project.ways import ContextChange, LoopCallInThread, NestedLoop, WaitInThread
from fastlint.project.websockets import WebSocketEndpoint

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
