-- The tables of the contract, as warehouse/records.py has them. Meanings are put on as comments by warehouse/dictionary.py.

CREATE SCHEMA IF NOT EXISTS raw;
CREATE SCHEMA IF NOT EXISTS store;
CREATE SCHEMA IF NOT EXISTS core;
CREATE SCHEMA IF NOT EXISTS history;
CREATE SCHEMA IF NOT EXISTS link;
CREATE SCHEMA IF NOT EXISTS marts;

CREATE TABLE raw.candidates (
    candidate_id  VARCHAR NOT NULL,
    url           VARCHAR NOT NULL,
    source_id     VARCHAR NOT NULL,
    listed_title  VARCHAR,
    listed_at     TIMESTAMPTZ,
    discovered_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE raw.pages (
    page_id       VARCHAR NOT NULL,
    url           VARCHAR NOT NULL,
    final_url     VARCHAR NOT NULL,
    source_id     VARCHAR NOT NULL,
    origin        VARCHAR NOT NULL,
    fetched_at    TIMESTAMPTZ NOT NULL,
    http_status   INTEGER,
    content_type  VARCHAR,
    etag          VARCHAR,
    last_modified VARCHAR,
    listed_title  VARCHAR,
    listed_at     TIMESTAMPTZ,
    body_sha256   VARCHAR NOT NULL,
    body          BLOB NOT NULL
);

CREATE TABLE raw.outcomes (
    run_id     VARCHAR NOT NULL,
    step       VARCHAR NOT NULL,
    item       VARCHAR NOT NULL,
    source_id  VARCHAR,
    outcome    VARCHAR NOT NULL,
    reason     VARCHAR,
    "at"       TIMESTAMPTZ NOT NULL,
    elapsed_ms DOUBLE,
    bytes      BIGINT,
    version    VARCHAR
);

CREATE TABLE store.articles (
    article_id          VARCHAR NOT NULL,
    url                 VARCHAR NOT NULL,
    source_id           VARCHAR NOT NULL,
    publisher           VARCHAR,
    title               VARCHAR,
    authors             VARCHAR[] NOT NULL,
    published_at        TIMESTAMPTZ,
    published_date      DATE,
    published_precision VARCHAR,
    published_basis     VARCHAR,
    modified_at         TIMESTAMPTZ,
    language            VARCHAR,
    text                VARCHAR NOT NULL,
    captions            VARCHAR NOT NULL,
    text_sha256         VARCHAR NOT NULL,
    word_count          INTEGER NOT NULL,
    is_relevant         BOOLEAN NOT NULL,
    page_id             VARCHAR NOT NULL,
    extractor_version   VARCHAR NOT NULL,
    recorded_at         TIMESTAMPTZ NOT NULL
);

CREATE TABLE history.articles (
    article_id          VARCHAR NOT NULL,
    url                 VARCHAR NOT NULL,
    source_id           VARCHAR NOT NULL,
    publisher           VARCHAR,
    title               VARCHAR,
    authors             VARCHAR[] NOT NULL,
    published_at        TIMESTAMPTZ,
    published_date      DATE,
    published_precision VARCHAR,
    published_basis     VARCHAR,
    modified_at         TIMESTAMPTZ,
    language            VARCHAR,
    text                VARCHAR NOT NULL,
    captions            VARCHAR NOT NULL,
    text_sha256         VARCHAR NOT NULL,
    word_count          INTEGER NOT NULL,
    is_relevant         BOOLEAN NOT NULL,
    page_id             VARCHAR NOT NULL,
    extractor_version   VARCHAR NOT NULL,
    recorded_at         TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE core.claims (
    claim_id          VARCHAR NOT NULL,
    article_id        VARCHAR NOT NULL,
    field             VARCHAR NOT NULL,
    start_char        INTEGER NOT NULL,
    end_char          INTEGER NOT NULL,
    evidence          VARCHAR NOT NULL,
    metric            VARCHAR NOT NULL,
    object            VARCHAR NOT NULL,
    weapon            VARCHAR,
    low               DOUBLE,
    high              DOUBLE,
    qualifier         VARCHAR NOT NULL,
    unit              VARCHAR NOT NULL,
    actor             VARCHAR,
    target            VARCHAR,
    place             VARCHAR,
    date_start        DATE,
    date_end          DATE,
    date_precision    VARCHAR,
    date_basis        VARCHAR,
    scope             VARCHAR NOT NULL,
    speaker           VARCHAR,
    speaker_side      VARCHAR,
    realis            VARCHAR NOT NULL,
    part_of           VARCHAR,
    extractor_version VARCHAR NOT NULL,
    recorded_at       TIMESTAMPTZ NOT NULL
);

CREATE TABLE history.claims (
    claim_id          VARCHAR NOT NULL,
    article_id        VARCHAR NOT NULL,
    field             VARCHAR NOT NULL,
    start_char        INTEGER NOT NULL,
    end_char          INTEGER NOT NULL,
    evidence          VARCHAR NOT NULL,
    metric            VARCHAR NOT NULL,
    object            VARCHAR NOT NULL,
    weapon            VARCHAR,
    low               DOUBLE,
    high              DOUBLE,
    qualifier         VARCHAR NOT NULL,
    unit              VARCHAR NOT NULL,
    actor             VARCHAR,
    target            VARCHAR,
    place             VARCHAR,
    date_start        DATE,
    date_end          DATE,
    date_precision    VARCHAR,
    date_basis        VARCHAR,
    scope             VARCHAR NOT NULL,
    speaker           VARCHAR,
    speaker_side      VARCHAR,
    realis            VARCHAR NOT NULL,
    part_of           VARCHAR,
    extractor_version VARCHAR NOT NULL,
    recorded_at       TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE core.talks (
    talk_id           VARCHAR NOT NULL,
    article_id        VARCHAR NOT NULL,
    field             VARCHAR NOT NULL,
    start_char        INTEGER NOT NULL,
    end_char          INTEGER NOT NULL,
    evidence          VARCHAR NOT NULL,
    round             INTEGER,
    date_start        DATE,
    date_end          DATE,
    date_precision    VARCHAR,
    city              VARCHAR,
    country           VARCHAR,
    parties           VARCHAR[] NOT NULL,
    mediators         VARCHAR[] NOT NULL,
    format            VARCHAR,
    status            VARCHAR NOT NULL,
    outcome           VARCHAR,
    speaker           VARCHAR,
    speaker_side      VARCHAR,
    extractor_version VARCHAR NOT NULL,
    recorded_at       TIMESTAMPTZ NOT NULL
);

CREATE TABLE history.talks (
    talk_id           VARCHAR NOT NULL,
    article_id        VARCHAR NOT NULL,
    field             VARCHAR NOT NULL,
    start_char        INTEGER NOT NULL,
    end_char          INTEGER NOT NULL,
    evidence          VARCHAR NOT NULL,
    round             INTEGER,
    date_start        DATE,
    date_end          DATE,
    date_precision    VARCHAR,
    city              VARCHAR,
    country           VARCHAR,
    parties           VARCHAR[] NOT NULL,
    mediators         VARCHAR[] NOT NULL,
    format            VARCHAR,
    status            VARCHAR NOT NULL,
    outcome           VARCHAR,
    speaker           VARCHAR,
    speaker_side      VARCHAR,
    extractor_version VARCHAR NOT NULL,
    recorded_at       TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE core.measures (
    measure_id        VARCHAR NOT NULL,
    article_id        VARCHAR NOT NULL,
    field             VARCHAR NOT NULL,
    start_char        INTEGER NOT NULL,
    end_char          INTEGER NOT NULL,
    evidence          VARCHAR NOT NULL,
    actor             VARCHAR,
    target            VARCHAR,
    instrument        VARCHAR NOT NULL,
    rate              DOUBLE,
    rate_unit         VARCHAR,
    amount            DOUBLE,
    currency          VARCHAR,
    duration_days     DOUBLE,
    stage             VARCHAR NOT NULL,
    date_start        DATE,
    date_end          DATE,
    speaker           VARCHAR,
    speaker_side      VARCHAR,
    extractor_version VARCHAR NOT NULL,
    recorded_at       TIMESTAMPTZ NOT NULL
);

CREATE TABLE history.measures (
    measure_id        VARCHAR NOT NULL,
    article_id        VARCHAR NOT NULL,
    field             VARCHAR NOT NULL,
    start_char        INTEGER NOT NULL,
    end_char          INTEGER NOT NULL,
    evidence          VARCHAR NOT NULL,
    actor             VARCHAR,
    target            VARCHAR,
    instrument        VARCHAR NOT NULL,
    rate              DOUBLE,
    rate_unit         VARCHAR,
    amount            DOUBLE,
    currency          VARCHAR,
    duration_days     DOUBLE,
    stage             VARCHAR NOT NULL,
    date_start        DATE,
    date_end          DATE,
    speaker           VARCHAR,
    speaker_side      VARCHAR,
    extractor_version VARCHAR NOT NULL,
    recorded_at       TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE core.statements (
    statement_id      VARCHAR NOT NULL,
    article_id        VARCHAR NOT NULL,
    field             VARCHAR NOT NULL,
    start_char        INTEGER NOT NULL,
    end_char          INTEGER NOT NULL,
    evidence          VARCHAR NOT NULL,
    quote             VARCHAR NOT NULL,
    kind              VARCHAR NOT NULL,
    speaker           VARCHAR,
    speaker_role      VARCHAR,
    speaker_org       VARCHAR,
    speaker_side      VARCHAR,
    cue               VARCHAR,
    addressee         VARCHAR,
    date_start        DATE,
    extractor_version VARCHAR NOT NULL,
    recorded_at       TIMESTAMPTZ NOT NULL
);

CREATE TABLE history.statements (
    statement_id      VARCHAR NOT NULL,
    article_id        VARCHAR NOT NULL,
    field             VARCHAR NOT NULL,
    start_char        INTEGER NOT NULL,
    end_char          INTEGER NOT NULL,
    evidence          VARCHAR NOT NULL,
    quote             VARCHAR NOT NULL,
    kind              VARCHAR NOT NULL,
    speaker           VARCHAR,
    speaker_role      VARCHAR,
    speaker_org       VARCHAR,
    speaker_side      VARCHAR,
    cue               VARCHAR,
    addressee         VARCHAR,
    date_start        DATE,
    extractor_version VARCHAR NOT NULL,
    recorded_at       TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE link.stories (
    article_id VARCHAR NOT NULL,
    story_id   VARCHAR NOT NULL
);

-- An article that is linked to no other is a story of its own.
CREATE VIEW core.articles AS
SELECT a.*, coalesce(s.story_id, a.article_id) AS story_id
FROM store.articles AS a
LEFT JOIN link.stories AS s ON s.article_id = a.article_id;
