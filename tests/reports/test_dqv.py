"""The quality report is the same graph in both forms, and has what Digdir's profile demands of each resource.

Digdir publishes no SHACL shapes for DQV-AP-NO: its obligatory properties, and the multiplicities of the others, are
written here as tests (https://data.norge.no/specification/dqv-ap-no).
"""

from __future__ import annotations

import re
from itertools import product

import pytest
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from auditor.model.vocabulary import Dimension
from auditor.reports.dqv.jsonld import JsonLdRenderer
from auditor.reports.dqv.metrics import of_dimension
from auditor.reports.dqv.turtle import TurtleRenderer
from auditor.reports.interface import Report
from auditor.reports.shared_counts import shared_counts
from auditor.reports.shared_units import dimension_units
from tests.privacy.hostile import in_cells
from tests.reports.conftest import MakeReport, many

BASE = "https://example.org/report"
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
DQV = Namespace("http://www.w3.org/ns/dqv#")
DQVNO = Namespace("https://data.norge.no/vocabulary/dqvno#")
OA = Namespace("http://www.w3.org/ns/oa#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
PREDEFINED = re.compile(
    r"https://data\.norge\.no/vocabulary/quality-metric#"
    r"qm-(completeness-(100[1-5]|200[1-3]|300[12])|currentness-1001|consistency-100[12]|accuracy-[12]00[12])"
)
DIGDIR = "https://data.norge.no/vocabulary/quality-dimension#"
SUBDIMENSIONS = {
    "completeness": ("under-coverage", "over-coverage", "imputation"),
    "currentness": ("delay",),
    "consistency": ("consistency-within-dataset",),
    "accuracy": ("identifier-correctness", "classification-correctness"),
}


def graph_of(report: Report) -> Graph:
    return Graph().parse(data=TurtleRenderer().render(report), format="turtle", publicID=BASE)


@pytest.fixture
def few(make_once: MakeReport) -> Report:
    return make_once()


@pytest.fixture
def enough(make_once: MakeReport) -> Report:
    return make_once(*many(1500))


def test_both_forms_are_the_same_graph(few: Report, enough: Report) -> None:
    for report in (few, enough):
        turtle = graph_of(report)
        linked = Graph().parse(data=JsonLdRenderer().render(report), format="json-ld", publicID=BASE)
        assert len(turtle) > 100
        assert isomorphic(turtle, linked)
        assert not any(isinstance(each, BNode) for triple in turtle for each in triple)


def test_every_resource_has_what_the_profile_demands(few: Report, enough: Report) -> None:
    for graph in map(graph_of, (few, enough)):
        assert list(graph.subjects(RDF.type, DCAT.Dataset))
        for measured in graph.subjects(RDF.type, DQV.QualityMeasurement):
            (metric,) = graph.objects(measured, DQV.isMeasurementOf)
            assert PREDEFINED.fullmatch(str(metric)) or (metric, RDF.type, DQV.Metric) in graph
            values = list(graph.objects(measured, DQV.value))
            assert len(values) <= 1
            expected = list(graph.objects(metric, DQV.expectedDataType))
            for value in values:
                assert isinstance(value, Literal)
                assert value.datatype in (XSD.nonNegativeInteger, XSD.double)
                assert expected in ([], [value.datatype])
                assert float(value) >= 0
                assert value.datatype == XSD.nonNegativeInteger or float(value) <= 100
            (dataset,) = graph.objects(measured, DQV.computedOn)
            assert (dataset, RDF.type, DCAT.Dataset) in graph
            assert (dataset, DQV.hasQualityMeasurement, measured) in graph
            assert values or list(graph.objects(measured, RDFS.comment))
        for metric in graph.subjects(RDF.type, DQV.Metric):
            (sub,) = graph.objects(metric, DQVNO.inSubDimension)
            (dimension,) = graph.objects(metric, DQV.inDimension)
            name = str(dimension).rpartition("#")[2]
            if (sub, RDF.type, DQVNO.SubDimension) in graph:
                assert list(graph.objects(sub, SKOS.broader)) == [dimension]
            else:
                assert str(sub).removeprefix(DIGDIR) in SUBDIMENSIONS[name]
            assert {label.language for label in graph.objects(metric, SKOS.prefLabel)} == {"nb", "en"}
        for note in graph.subjects(RDF.type, DQV.QualityAnnotation):
            assert list(graph.objects(note, OA.motivatedBy)) == [DQV.qualityAssessment]
            assert len(list(graph.objects(note, OA.hasTarget))) <= 1
        for standard in graph.subjects(RDF.type, DCT.Standard):
            dimensions = {str(each) for each in graph.objects(standard, DQV.inDimension)}
            assert dimensions <= {*(f"{DIGDIR}{each}" for each in SUBDIMENSIONS), f"{BASE}#dimension-validity"}
        for dataset in graph.subjects(RDF.type, DCAT.Dataset):
            assert {label.language for label in graph.objects(dataset, DCT.title)} == {"nb", "en"}
            assert len(list(graph.objects(dataset, DCT.identifier))) == 1


def test_rows_are_counted_once_and_shares_are_of_all_rows(enough: Report) -> None:
    """Against a count row by row, in all and by municipality; where nothing is said, something is hidden."""
    graph, result = graph_of(enough), enough.result
    rules = result.ruleset.rules
    table = result.tables["program"]
    codes = dict(zip(*(table.population[name] for name in ("municipality", "rows")), strict=True))
    told = 0
    for dimension, code in product(Dimension, [None, *codes]):
        struck = {
            row
            for rule, row, place in table.findings.iter_rows()
            if rules[rule].dimension is dimension and code in (None, place)
        }
        rows = table.rows if code is None else codes[code]
        address = f"{BASE}#program-{dimension.value}-share"
        if code is not None:
            address = f"{BASE}#program-municipality-{code}-{dimension.value}"
        value = graph.value(URIRef(address), DQV.value)
        if value is not None:
            told += 1
            assert float(value) == pytest.approx(100 * len(struck) / rows, rel=1e-6)
            assert graph.value(URIRef(address), DQV.isMeasurementOf) == URIRef(
                of_dimension(dimension).share or "", BASE
            )
    assert told > 5


def test_rules_are_told_by_the_metric_that_counts_the_same(enough: Report) -> None:
    """Ended without a cause: a missing value for a given property, its number and its share of those checked."""
    graph, counts = graph_of(enough), shared_counts(enough)
    (ended,) = [each for each in counts.rules if each.rule.id == "L-AVS-001"]
    number, share = (URIRef(f"{BASE}#program-L-AVS-001-{kind}") for kind in ("count", "share"))
    assert str(graph.value(number, DQV.isMeasurementOf)).endswith("#qm-completeness-1004")
    assert int(graph.value(number, DQV.value)) == ended.found
    assert str(graph.value(share, DQV.isMeasurementOf)).endswith("#qm-completeness-1005")
    assert "aarsak" in str(graph.value(number, RDFS.comment))


def test_few_rows_are_never_told(few: Report, enough: Report) -> None:
    """Nor that all but few have a finding."""
    for report in (few, enough):
        for each in dimension_units(report.result, shared_counts(report)):
            for unit in (each.whole, *each.places.values()):
                if unit.found is not None and unit.rows is not None:
                    assert unit.found not in range(1, 5)
                    assert unit.found == 0 or unit.rows - unit.found not in range(1, 5)


def test_hostile_municipality_numbers_stay_texts(make_report: MakeReport) -> None:
    """No text of the data breaks out of its literal or becomes part of an address."""
    lines = ["program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer"]
    texts = [*in_cells(';"\r\n'), 'a\\" . <x> <y> <z>', "01019012345"]
    lines += [
        f"H{place}-{again};P1;{text};2023-01-01;2024-01-01;;1" for place, text in enumerate(texts) for again in range(9)
    ]
    report = make_report("\n".join(lines) + "\n")
    graph = graph_of(report)
    assert isomorphic(graph, Graph().parse(data=JsonLdRenderer().render(report), format="json-ld", publicID=BASE))
    places = list(graph.subjects(RDF.type, DCT.Location))
    assert len(places) == len(shared_counts(report).municipalities)
    for subject in set(graph.subjects()):
        assert re.fullmatch(r"https://example\.org/report#[A-Za-z0-9._-]+", str(subject))
    assert "01019012345" not in TurtleRenderer().render(report)
