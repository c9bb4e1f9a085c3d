"""All that Carrel can do with one library, in one value that is passed on."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.paths import Paths
from carrel.services.annotation_files import AnnotationFiles
from carrel.services.annotation_placing import AnnotationPlacing
from carrel.services.annotations import Annotations
from carrel.services.arxiv_search import ArxivSearch
from carrel.services.catalog import Catalog
from carrel.services.computer import Computer
from carrel.services.digest_keys import DigestKeys
from carrel.services.digests import Digests
from carrel.services.duplicates import Duplicates
from carrel.services.elsewhere import Elsewhere
from carrel.services.embedding import Embedding
from carrel.services.events import Events
from carrel.services.following import Following
from carrel.services.for_you import ForYou
from carrel.services.gpu_layers import GpuLayers
from carrel.services.health import Health
from carrel.services.importing import Importing
from carrel.services.jobs import JobRunner
from carrel.services.lookup import Lookup
from carrel.services.maintenance import Maintenance
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
from carrel.services.power import Power
from carrel.services.reading import Reading
from carrel.services.redoing import Redoing
from carrel.services.related import Relating
from carrel.services.sample import Sample
from carrel.services.search_hints import SearchHints
from carrel.services.settings import SettingsService
from carrel.services.shown_files import ShownFiles
from carrel.services.steering import Steering
from carrel.services.taxonomy import Taxonomy
from carrel.services.topics import Topics
from carrel.services.undo import Undo
from carrel.storage.database import Database
from carrel.worker.documents import DocumentsWorker
from carrel.worker.model import ModelWorker


@dataclass(frozen=True, slots=True)
class Carrel:
    """An open library and its parts."""

    paths: Paths
    events: Events
    settings: SettingsService
    reading: Reading
    search_hints: SearchHints
    lookup: Lookup
    organising: Organising
    duplicates: Duplicates
    annotations: Annotations
    annotation_placing: AnnotationPlacing
    annotation_files: AnnotationFiles
    shown_files: ShownFiles
    notes_export: NotesExport
    outgoing: Outgoing
    pdf_requests: PdfRequests
    undo: Undo
    importing: Importing
    digests: Digests
    digest_keys: DigestKeys
    redoing: Redoing
    jobs: JobRunner
    power: Power
    models: Models
    catalog: Catalog
    model_downloads: ModelDownloads
    gpu_layers: GpuLayers
    computer: Computer
    model_trials: ModelTrials
    model_list: ModelList
    network: Network
    own_server: OwnServer
    news: News
    following: Following
    news_digests: NewsDigests
    arxiv_search: ArxivSearch
    sample: Sample
    taxonomy: Taxonomy
    topics: Topics
    maintenance: Maintenance
    embedding: Embedding
    passage_embedding: PassageEmbedding
    for_you: ForYou
    steering: Steering
    relating: Relating
    health: Health
    elsewhere: Elsewhere
    database: Database
    documents_worker: DocumentsWorker
    model_worker: ModelWorker

    def start(self) -> None:
        """Start the lanes and the schedule, and queue the daily care when it is due."""
        self.power.start()
        self.model_downloads.tidy()
        self.jobs.start()
        self.maintenance.queue_when_due()
        self.following.start()
        self.embedding.start()
        self.passage_embedding.start()
        self.for_you.start()
        self.topics.start()
        self.annotation_placing.start()
        self.duplicates.start()
        self.elsewhere.start()

    def close(self) -> None:
        """Stop work, end the children, close the database. What was running is done at the next start."""
        self.elsewhere.close()
        self.following.close()
        self.for_you.close()
        self.embedding.close()
        self.passage_embedding.close()
        self.duplicates.close()
        self.power.close()
        self.jobs.close()
        self.documents_worker.close()
        self.model_worker.close()
        self.own_server.close()
        self.reading.close()
        self.database.close()
