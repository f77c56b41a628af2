-- The digest of the hash that was imported, as djangorestframework-simplejwt writes it into its tokens (MD5, upper case): such a
-- token is good while the password is the one it was issued under, whatever hash of ours has taken the place of the imported one.
-- Null where the hash itself is still there to be digested.
alter table credential add column imported_digest text;

-- From here on legacy_token.token is a jti only where that was revoked. What a user's token was exchanged for, or that it was signed
-- out, is kept under the SHA-256 in Base64 of its jti and its user, or of what its issuer signed. Older rows count as they are.
