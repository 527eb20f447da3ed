"""Find where a module writes tables of a room that is not its own.

It reads, and does not run: a class imported from another room's models is followed through
``Model.objects…update()``, ``Model(…)``, and variables and parameters that hold one.
"""

import ast
from collections.abc import Iterator

QUERY_WRITES = frozenset(
    {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update"}
    | {"delete", "select_for_update"}
)
OWN_WRITES = frozenset({"save", "delete", "refresh_from_db_for_update"})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def foreign_writes(tree: ast.Module, *, own_room: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each write to a table of another room."""
    foreign = foreign_names(tree, own_room)
    if not foreign:
        return
    scopes = [tree, *(node for node in ast.walk(tree) if isinstance(node, FUNCTIONS))]
    for scope in scopes:
        held = held_names(scope, foreign)
        for node in inside(scope):
            if is_write(node, foreign, held):
                yield node.lineno, ast.unparse(node).splitlines()[0]


def foreign_names(tree: ast.Module, own_room: str) -> set[str]:
    """Return the names under which other rooms' models are known in the module."""
    names = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        parts = node.module.split(".")
        if parts[:2] != ["kortreist", "apps"] or len(parts) < 3 or parts[2] == own_room:
            continue
        for name in node.names:
            if parts[3:4] == ["models"] or name.name == "models":
                names.add(name.asname or name.name)
    return names


def held_names(scope: ast.AST, foreign: set[str]) -> set[str]:
    """Return the variables and parameters that hold a row of a foreign table."""
    held = set()
    if isinstance(scope, FUNCTIONS):
        every = [*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs]
        held = {arg.arg for arg in every if arg.annotation and root(arg.annotation) in foreign}
    for node in inside(scope):
        if isinstance(node, ast.Assign) and root(node.value) in foreign:
            held |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.For) and root(node.iter) in foreign:
            held |= {node.target.id} if isinstance(node.target, ast.Name) else set()
    return held


def is_write(node: ast.AST, foreign: set[str], held: set[str]) -> bool:
    if isinstance(node, (ast.Assign, ast.AugAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(t, ast.Attribute) and plain(t.value) in held for t in targets)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        starts = root(node.func.value)
        if node.func.attr in QUERY_WRITES and starts in foreign | held:
            return True
        return node.func.attr in OWN_WRITES and starts in held
    # A row that is made by hand is made to be saved.
    return plain(node.func) in foreign and bool(node.keywords) and plain(node.func)[:1].isupper()


def root(node: ast.AST) -> str:
    """Return the name that a chain of attributes and calls starts with."""
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return plain(node)


def plain(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def inside(scope: ast.AST) -> Iterator[ast.AST]:
    """Walk a scope without the functions in it, which are scopes of their own."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, FUNCTIONS):
            yield node
            waiting.extend(ast.iter_child_nodes(node))
