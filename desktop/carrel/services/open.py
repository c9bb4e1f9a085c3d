"""Joins the parts: the only place that knows how each is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from carrel.domain.digest import DigestOptions
from carrel.domain.errors import StorageError
from carrel.domain.job import JobKind
from carrel.paths import Paths, library_paths
from carrel.services.annotation_files import AnnotationFiles
from carrel.services.annotation_placing import AnnotationPlacing
from carrel.services.annotations import Annotations
from carrel.services.arrivals import Arrivals
from carrel.services.arxiv_search import ArxivSearch
from carrel.services.carrel import Carrel
from carrel.services.catalog import Catalog
from carrel.services.clock import Clock, utc_now
from carrel.services.computer import Computer
from carrel.services.digest_keys import DigestKeys
from carrel.services.digest_writing import DigestWriting
from carrel.services.digests import Digests
from carrel.services.duplicates import Duplicates
from carrel.services.elsewhere import Elsewhere
from carrel.services.embedding import Embedding
from carrel.services.events import Events
from carrel.services.fetching import Fetching
from carrel.services.following import Following
from carrel.services.for_you import ForYou
from carrel.services.gpu_layers import GpuLayers
from carrel.services.health import Health
from carrel.services.importing import Importing
from carrel.services.jobs import JobRunner
from carrel.services.lookup import Lookup
from carrel.services.maintenance import Maintenance
from carrel.services.meaning import Meaning
from carrel.services.model_downloads import ModelDownloads
from carrel.services.model_list import ModelList
from carrel.services.model_trials import ModelTrials
from carrel.services.models import Models
from carrel.services.network import Network
from carrel.services.news import News
from carrel.services.news_digests import NewsDigests
from carrel.services.notes_export import NotesExport
from carrel.services.organising import Organising
from carrel.services.outgoing import Outgoing
from carrel.services.own_server import OwnServer
from carrel.services.passage_embedding import PassageEmbedding
from carrel.services.pdf_requests import PdfRequests
from carrel.services.power import Power, on_battery
from carrel.services.reading import Reading
from carrel.services.redoing import Redoing
from carrel.services.refreshing import Refreshing
from carrel.services.related import Relating
from carrel.services.sample import Sample
from carrel.services.search_hints import SearchHints
from carrel.services.settings import SettingsService
from carrel.services.shown_files import ShownFiles
from carrel.services.steering import Steering
from carrel.services.taxonomy import Taxonomy
from carrel.services.topics import Topics
from carrel.services.undo import Undo
from carrel.sources.policy import ArxivAddresses, HttpPolicy, ModelHub
from carrel.storage.database import Database
from carrel.storage.store import FileStore
from carrel.worker.documents import DocumentsWorker
from carrel.worker.model import ModelWorker


def open_library(
    paths: Paths | None = None,
    *,
    only_own_jobs: bool = False,
    digest_on_import: bool | None = None,
    addresses: ArxivAddresses | None = None,
    hub: ModelHub | None = None,
    catalog: Catalog | None = None,
    policy: HttpPolicy | None = None,
    clock: Clock = utc_now,
    battery: Callable[[], bool] = on_battery,
) -> Carrel:
    """Open the library in `paths` (None: this account's), made where there is none. Nothing runs until `start`.

    `only_own_jobs` leaves jobs of others waiting; `digest_on_import` overrides the person's setting. `clock` tells
    which day it is at arXiv, `battery` whether the computer runs on its battery, `hub` where models are fetched from.

    Raises:
        StorageError: the folder or the database cannot be used; nothing was changed.
    """
    paths, catalog, addresses = paths or library_paths(), catalog or Catalog(), addresses or ArxivAddresses()
    _make_folders(paths)
    database = Database(paths.database, backups=paths.backups)
    store, events, undo = FileStore(paths.files), Events(), Undo()
    settings = SettingsService(database, events)
    power = Power(settings, events, battery)
    jobs = JobRunner(database, events, only_own=only_own_jobs, held=lambda: power.waits)
    documents_worker = DocumentsWorker()
    gpu_layers = GpuLayers(database, events)
    model_worker = ModelWorker(layers_for=gpu_layers.wanted, on_fewer_layers=gpu_layers.fewer)
    computer = Computer(model_worker)
    models = Models(paths.models, settings, database, events)
    model_trials = ModelTrials(database, jobs, models, model_worker, events, lambda: computer.look().repacks)
    network = Network(database, settings, events, policy or HttpPolicy(state=paths.home / "last-request"), hub)
    model_downloads = ModelDownloads(database, jobs, catalog, models, network, settings, events)
    own_server = OwnServer(database, settings, network)
    topics = Topics(database, jobs, documents_worker, events, undo)

    def digest_options() -> DigestOptions:
        return DigestOptions(language=settings.current.digest_language, topics=topics.own)

    digest_writing = DigestWriting(database, model_worker, documents_worker, own_server, events, digest_options)
    digest_keys = DigestKeys(database, settings)
    digests = Digests(database, jobs, models, digest_writing, digest_keys)
    redoing = Redoing(database, jobs, models, digest_keys, digests, events)

    def welcomed() -> bool:
        # What is typed on a command line is a person's wish by itself.
        return only_own_jobs or settings.current.welcomed

    news_digests = NewsDigests(database, jobs, models, digest_writing, settings, events, allowed=welcomed)

    def write_digest(paper_id: int) -> None:
        wanted = settings.current.digest_on_import if digest_on_import is None else digest_on_import
        if wanted and models.chosen().usable:
            digests.request([paper_id])

    annotation_placing = AnnotationPlacing(database, store, jobs, documents_worker, events)
    annotations = Annotations(database, events, undo, annotation_placing.request)
    importing = Importing(
        database, store, jobs, documents_worker, write_digest, annotation_placing.filed, digest_options
    )
    fetching = Fetching(database, store, jobs, network, importing, events, addresses)
    arrivals = Arrivals(database, events, settings, news_digests.request, fetching)

    def arrived() -> None:
        # The command line does not stay for a day's digests unless it was told to: the next window acts upon what came.
        if not only_own_jobs or digest_on_import:
            arrivals.act()

    refreshing = Refreshing(database, network, events, addresses, arrived, clock)
    taxonomy = Taxonomy()
    following = Following(
        database, events, undo, settings, jobs, taxonomy, fetching, arrivals, allowed=welcomed, clock=clock
    )
    organising = Organising(database, store, events, undo, following.starred)
    duplicates = Duplicates(
        database, jobs, events, undo, annotation_placing.request, digests.stop, alone=lambda: not only_own_jobs
    )
    shown_files = ShownFiles(database, store, documents_worker, paths.shown, annotation_placing.password_of)
    embedding, passage_embedding = _embedding(
        database,
        jobs,
        model_worker,
        documents_worker,
        events,
        paths.vectors,
        lambda: settings.current.welcomed and not only_own_jobs,
    )
    reading = Reading(database, store, shown_files, events, Meaning(database, events, embedding, passage_embedding))
    news = News(database, events, undo, clock)
    for_you = ForYou(database, settings, events, embedding, clock)
    maintenance = Maintenance(database, store, organising, jobs, paths.backups, shown_files)
    jobs.handle(
        {
            JobKind.FETCH_PAPER: fetching.run,
            JobKind.REFRESH_FEEDS: refreshing.run,
            JobKind.IMPORT_FILE: importing.run,
            JobKind.WRITE_DIGEST: digests.run,
            JobKind.DIGEST_NEWS: news_digests.run,
            JobKind.REDO_DIGESTS: redoing.run,
            JobKind.MAINTENANCE: maintenance.run,
            JobKind.FETCH_MODEL: model_downloads.run,
            JobKind.EMBED_PAPERS: embedding.run,
            JobKind.EMBED_PASSAGES: passage_embedding.run,
            JobKind.NAME_TOPICS: topics.run,
            JobKind.PLACE_ANNOTATIONS: annotation_placing.run,
            JobKind.FIND_DUPLICATES: duplicates.run,
            JobKind.BENCH_MODEL: model_trials.run_bench,
            JobKind.OPTIMISE_MODEL: model_trials.run_optimise,
        }
    )
    return Carrel(
        paths=paths,
        events=events,
        settings=settings,
        reading=reading,
        search_hints=SearchHints(reading, topics),
        lookup=Lookup(database),
        organising=organising,
        duplicates=duplicates,
        annotations=annotations,
        annotation_placing=annotation_placing,
        annotation_files=AnnotationFiles(
            database, store, documents_worker, annotations, events, annotation_placing.password_of
        ),
        shown_files=shown_files,
        notes_export=NotesExport(reading, annotations),
        outgoing=Outgoing(reading, news, settings, network),
        undo=undo,
        pdf_requests=PdfRequests(database, reading, fetching, jobs, network, events, undo),
        importing=importing,
        digests=digests,
        digest_keys=digest_keys,
        redoing=redoing,
        jobs=jobs,
        power=power,
        elsewhere=Elsewhere(database, events, jobs.identity),
        models=models,
        catalog=catalog,
        model_downloads=model_downloads,
        gpu_layers=gpu_layers,
        computer=computer,
        model_trials=model_trials,
        model_list=ModelList(database, models, catalog, computer, jobs),
        network=network,
        own_server=own_server,
        news=news,
        following=following,
        news_digests=news_digests,
        arxiv_search=ArxivSearch(database, network, events, addresses, allowed=welcomed),
        sample=Sample(database, store, events),
        taxonomy=taxonomy,
        topics=topics,
        maintenance=maintenance,
        embedding=embedding,
        passage_embedding=passage_embedding,
        for_you=for_you,
        steering=Steering(database, settings, events, undo, for_you, taxonomy),
        relating=Relating(database, embedding),
        health=Health(paths, database, models, computer),
        database=database,
        documents_worker=documents_worker,
        model_worker=model_worker,
    )


def _embedding(
    database: Database,
    jobs: JobRunner,
    model_worker: ModelWorker,
    documents_worker: DocumentsWorker,
    events: Events,
    folder: Path,
    allowed: Callable[[], bool],
) -> tuple[Embedding, PassageEmbedding]:
    """Those that make vectors of papers and of passages."""
    return (
        Embedding(database, jobs, model_worker, events, folder, allowed=allowed),
        PassageEmbedding(database, jobs, documents_worker, events, folder / "passages", allowed=allowed),
    )


def _make_folders(paths: Paths) -> None:
    try:
        for folder in (paths.home, paths.files, paths.backups, paths.models, paths.logs):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The library's folder {paths.home} cannot be made: {error.strerror}.",
            "Set CARREL_HOME to a folder that you may write to.",
        ) from error
