"""Help pages and usage errors in the reader's language: typer writes them in English alone."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from auditor.cli import language
from auditor.cli.errors import UsageError
from auditor.locale import Translator


def command_classes(t: Translator) -> tuple[type[TyperCommand], type[TyperGroup]]:
    """Command and group classes whose help pages are written in the translator's language."""

    class Command(TyperCommand):
        """A command with its headings translated."""

        def __init__(self, *args: Any, **settings: Any) -> None:
            super().__init__(*args, **{**settings, "options_metavar": t("cli.help.options_metavar")})

        def format_usage(self, ctx: Any, formatter: Any) -> None:
            _usage(self, ctx, formatter, t)

        def get_help_option(self, ctx: Any) -> Any:
            return _help_option(super().get_help_option(ctx), t)

        def format_options(self, ctx: Any, formatter: Any) -> None:
            _parameters(self, ctx, formatter, t)

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            ctx.allow_extra_args = True
            left = super().parse_args(ctx, args)
            if left and not ctx.resilient_parsing:
                raise UsageError("cli.usage.extra_arguments", command=ctx.command_path.rstrip(), count=len(left))
            return left

    class Group(TyperGroup):
        """A group of commands with its headings translated."""

        def __init__(self, *args: Any, **settings: Any) -> None:
            metavars = {
                "options_metavar": t("cli.help.options_metavar"),
                "subcommand_metavar": t("cli.help.command_metavar"),
            }
            super().__init__(*args, **{**settings, **metavars})

        def format_usage(self, ctx: Any, formatter: Any) -> None:
            _usage(self, ctx, formatter, t)

        def get_help_option(self, ctx: Any) -> Any:
            return _help_option(super().get_help_option(ctx), t)

        def format_options(self, ctx: Any, formatter: Any) -> None:
            names = self.list_commands(ctx)
            with formatter.section(t("cli.help.commands")):
                formatter.write_dl([(name, self.commands[name].help or "") for name in names])
            _parameters(self, ctx, formatter, t)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            if args[0] not in self.commands and not ctx.resilient_parsing and not args[0].startswith("-"):
                raise UsageError(
                    "cli.usage.no_such_command", command=ctx.command_path, available=self.list_commands(ctx)
                )
            return super().resolve_command(ctx, args)

    return Command, Group


def usage_error(error: Any, prog: str) -> UsageError:
    """An error that typer found in the arguments, as one of ours.

    Told by the name of its class, since typer keeps the classes to itself.
    """
    context = getattr(error, "ctx", None)
    command = context.command_path.rstrip() if context is not None else prog
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    if kind == "NoSuchOption":
        return UsageError("cli.usage.no_such_option", command=command, option=error.option_name)
    if kind == "BadOptionUsage":
        return UsageError("cli.usage.bad_option", command=command, option=error.option_name)
    if kind == "MissingParameter" and parameter is not None:
        return UsageError("cli.usage.missing_argument", command=command, argument=parameter.metavar or parameter.name)
    if kind == "BadParameter" and parameter is not None:
        return UsageError("cli.usage.bad_option", command=command, option=parameter.opts[0])
    if kind == "NoArgsIsHelpError":
        return UsageError("cli.usage.missing_command", command=command)
    return UsageError("cli.usage.other", command=command)


def _usage(command: Any, ctx: Any, formatter: Any, t: Translator) -> None:
    arguments = [each.metavar or each.name for each in command.params if each.param_type_name == "argument"]
    rest = [command.subcommand_metavar] if isinstance(command, TyperGroup) else []
    pieces = " ".join([command.options_metavar, *arguments, *rest])
    formatter.write_usage(ctx.command_path.rstrip(), pieces, prefix=t("cli.help.usage") + " ")


def _help_option(option: Any, t: Translator) -> Any:
    if option is not None:
        option.help = t("cli.help.help")
        option.default = False  # a flag that is not None needs no conversion, and so no import of pydantic
    return option


def _parameters(command: Any, ctx: Any, formatter: Any, t: Translator) -> None:
    arguments, options = [], []
    for each in command.get_params(ctx):
        if each.param_type_name == "argument":
            arguments.append((each.metavar or each.name, each.help or ""))
        else:
            record = each.get_help_record(ctx)
            if record is not None:
                needed = " " + t("cli.help.required") if each.required else ""
                options.append((record[0], (each.help or "") + needed))
    if arguments:
        with formatter.section(t("cli.help.arguments")):
            formatter.write_dl(arguments)
    options.insert(-1, language.help_record(t))
    if options:
        with formatter.section(t("cli.help.options")):
            formatter.write_dl(options)
