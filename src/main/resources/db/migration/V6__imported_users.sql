-- The scheme of a hash and its cost, as pbkdf2-sha256(600000): hashes alike take as long to check. Null where no password
-- matches, or an earlier release wrote it.
alter table credential add column scheme text;
create index credential_scheme_idx on credential (scheme);

-- When it came from another backend, and as what. A password that was changed here is changed_at after that.
alter table credential add column imported_at timestamptz;
alter table account add column legacy_id text constraint account_legacy_id_key unique;

-- Tokens of other backends that are good no more: those that were exchanged, for a session, and those that were revoked there.
create table legacy_token (
    issuer     text        not null,   -- as the settings name it
    token      text        not null,   -- its jti, or where it has none its SHA-256 in Base64
    session_id uuid,                   -- what it was exchanged for
    expires_at timestamptz,            -- null: not known
    primary key (issuer, token)
);
create index legacy_token_expiry_idx on legacy_token (expires_at);
