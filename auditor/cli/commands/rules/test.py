"""``auditor rules test``: every rule against its own examples."""

from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, output
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("test", cls=command, help=t("cli.rules_test.help"))
    def test(
        rule_id: Annotated[str | None, options.argument(t, "rule_optional")] = None,
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
    ) -> int:
        from auditor.cli.background import ProgressLine, Work
        from auditor.cli.errors import UsageError
        from auditor.engine.examples import ExampleResult, run_examples
        from auditor.rulesets import load

        ruleset = load(rules)
        if rule_id is not None and ruleset.rule(rule_id) is None:
            raise UsageError("cli.usage.no_such_rule", rule=rule_id, rules=ruleset.name)
        done: list[ExampleResult] = []

        def work(cancel: object) -> None:
            for each in run_examples(ruleset, [rule_id] if rule_id is not None else None):
                done.append(each)
                if cancel.is_set():  # type: ignore[attr-defined]
                    return

        line = ProgressLine()
        try:
            Work(work).result(lambda: line.show(t("cli.progress.examples", count=len(done))))
        finally:
            line.clear()
        failed = [each for each in done if not each.as_wanted]
        for each in failed:
            wanted, got = t(f"cli.example.{each.wanted}"), t(f"cli.example.{each.got}")
            output.write(t("cli.rules_test.failed", rule=each.rule, wanted=wanted, got=got, number=str(each.number)))
        tested = len({each.rule for each in done})
        if not done:
            output.write(t("cli.rules_test.nothing", rules=ruleset.name))
            return ExitCode.INCOMPLETE
        output.write(t("cli.rules_test.summary", rules=tested, examples=len(done), failed=len(failed)))
        return ExitCode.FINDINGS if failed else ExitCode.OK
