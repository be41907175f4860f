-- The tables of the schema link, as warehouse/links.py has them; link.stories is older.

CREATE TABLE link.pending (
    kind VARCHAR NOT NULL,
    item VARCHAR NOT NULL
);

CREATE TABLE link.changed (
    kind VARCHAR NOT NULL,
    key VARCHAR NOT NULL
);

CREATE TABLE link.signatures (
    article_id VARCHAR NOT NULL,
    band VARCHAR NOT NULL,
    published_at TIMESTAMPTZ
);

CREATE TABLE link.speakers (
    speaker VARCHAR NOT NULL,
    speaker_side VARCHAR NOT NULL,
    speaker_key VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    side VARCHAR,
    is_local BOOLEAN NOT NULL
);

CREATE TABLE link.claims (
    claim_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    event_id VARCHAR,
    unlinked_reason VARCHAR,
    domain VARCHAR NOT NULL,
    day DATE,
    part_of_day VARCHAR,
    actor VARCHAR,
    target VARCHAR,
    place VARCHAR,
    metric VARCHAR NOT NULL,
    object VARCHAR NOT NULL,
    low DOUBLE,
    high DOUBLE,
    qualifier VARCHAR NOT NULL,
    scope VARCHAR NOT NULL,
    date_start DATE,
    part_of VARCHAR,
    speaker_key VARCHAR,
    speaker VARCHAR,
    speaker_side VARCHAR,
    authority INTEGER NOT NULL,
    url VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    published_at TIMESTAMPTZ
);

CREATE TABLE link.talks (
    talk_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    partition VARCHAR NOT NULL,
    round_id VARCHAR
);

CREATE TABLE link.rounds (
    round_id VARCHAR NOT NULL,
    track_id VARCHAR NOT NULL,
    partition VARCHAR NOT NULL,
    track VARCHAR NOT NULL,
    round INTEGER,
    round_basis VARCHAR,
    date_start DATE,
    date_end DATE,
    date_precision VARCHAR,
    city VARCHAR,
    country VARCHAR,
    parties VARCHAR[] NOT NULL,
    mediators VARCHAR[] NOT NULL,
    format VARCHAR,
    status VARCHAR NOT NULL
);

CREATE TABLE link.measures (
    measure_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    step_id VARCHAR NOT NULL,
    day DATE
);

CREATE TABLE link.statements (
    statement_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    utterance_id VARCHAR NOT NULL,
    speaker_key VARCHAR
);

CREATE TABLE link.versions (
    name VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE link.checks (
    published_at TIMESTAMPTZ NOT NULL,
    name VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    failing_rows INTEGER NOT NULL,
    example VARCHAR
);

