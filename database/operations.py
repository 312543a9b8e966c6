"""Operations of migrations that Django has not."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from typing_extensions import override


class Together(Operation):
    """Operations in a row that take a tenth of the time.

    After each operation Django renders every model anew that is related with the one
    that was changed, and here all are. Changing a table needs its own model only. Code
    that looks at the models (RunPython) has to stand before or behind.
    """

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    @override
    def deconstruct(self) -> Any:
        return type(self).__name__, [self.operations], {}

    @override
    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Who asks for the models next gets all of them rendered anew, once.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    @override
    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        states = self.states(app_label, from_state)
        steps = zip(self.operations, states, states[1:], strict=False)
        for operation, before, after in steps:
            operation.database_forwards(app_label, schema_editor, before, after)

    @override
    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        states = self.states(app_label, to_state)
        steps = zip(self.operations, states, states[1:], strict=False)
        for operation, before, after in reversed(list(steps)):
            operation.database_backwards(app_label, schema_editor, after, before)

    def states(self, app_label: str, first: ProjectState) -> list["NarrowState"]:
        """Return the state before the first operation, and that after each."""
        states = [NarrowState.of(first)]
        for operation in self.operations:
            after = NarrowState.of(states[-1])
            operation.state_forwards(app_label, after)
            states.append(after)
        return states

    @override
    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


class NarrowState(ProjectState):
    """A state in which a model that changes is rendered without its relatives."""

    @classmethod
    def of(cls, state: ProjectState) -> "NarrowState":
        models = {key: model.clone() for key, model in state.models.items()}
        narrow = cls(models=models, real_apps=state.real_apps)
        narrow.apps = state.apps.clone()
        return narrow

    @override
    def reload_model(
        self, app_label: str, model_name: str, delay: bool = False
    ) -> None:
        self.apps.unregister_model(app_label, model_name)
        self.apps.render_multiple([self.models[app_label, model_name]])
