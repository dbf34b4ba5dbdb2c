"""The collections of a data folder: catalogues, spaces, and snapshots of the indexes."""

from collections.abc import Iterator

from app.config import DEFAULT_COLLECTION, Settings
from app.doctor.findings import Finding, good, note, wrong
from app.doctor.setup import Setup, is_fetched
from app.doctor.snapshots import check_snapshots_of
from app.library.places import collection_names, placed
from app.recipes.book import has_recipe_book
from index.catalogue.inspection import CatalogueReport, inspect_catalogue
from index.exceptions import IndexFault, NoCatalogue
from models import ModelFault


def check_collections(setup: Setup) -> Iterator[Finding]:
    """Checks every collection, and the recipes of each."""
    for name in collection_names(setup.settings):
        place = placed(setup.settings, name, setup.settings.space)
        finding, report = _inspected(f"collection {name}", place.catalogue_url)
        yield finding
        if report:
            yield from check_snapshots_of(f"index of {name}", place.index_folder, report)
            yield from _check_space(setup, name, report)
        if has_recipe_book(place):
            yield from _check_recipes(name, place)


def _check_recipes(name: str, place: Settings) -> Iterator[Finding]:
    finding, report = _inspected(f"recipes of {name}", place.recipe_catalogue_url)
    yield finding
    if report:
        subject = f"index of the recipes of {name}"
        yield from check_snapshots_of(subject, place.recipe_index_folder, report)


def _inspected(subject: str, url: str) -> tuple[Finding, CatalogueReport | None]:
    try:
        report = inspect_catalogue(url)
    except NoCatalogue:
        return good(subject, "there is none yet; it is made when something is added"), None
    except IndexFault as error:
        return wrong(subject, str(error)), None
    size = f"{report.items:,} items, {report.sequence:,} changes"
    return good(subject, f"{size}, in the space {report.space.name}"), report


def _check_space(setup: Setup, name: str, report: CatalogueReport) -> Iterator[Finding]:
    """Compares the space that a collection is opened with to the one of its vectors."""
    settings, kept = setup.settings, report.space
    is_named = name == DEFAULT_COLLECTION and "space" in settings.model_fields_set
    wanted = settings.space if is_named else kept.name
    subject = f"space of {name}"
    if is_fetched(wanted):
        yield note(subject, f"the weights of {wanted} come from its hub when it starts")
        return
    try:
        fingerprint = setup.space(wanted).fingerprint
    except ModelFault as error:
        yield wrong(subject, f"{wanted} cannot be used: {error}")
        return
    if fingerprint == kept.fingerprint:
        yield good(subject, f"the collection was made with {wanted}")
    else:
        yield wrong(
            subject,
            f"the collection was made with another {kept.name} than {wanted} is now: run "
            "`pixword reembed` to encode everything anew, or set PIXWORD_SPACE to the old one",
        )
