package latchkey.transfer;

/** What an import does if an account of the same name exists. */
public enum OnConflict {
    /** The account stays as it is. */
    SKIP,
    /** The account is updated from the file, except for a password that was changed in Latchkey since. */
    UPDATE,
    /** The import stops. */
    FAIL
}
