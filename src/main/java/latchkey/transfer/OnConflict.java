package latchkey.transfer;

/** What happens where an account of the same name is there. */
public enum OnConflict {
    /** It stays as it is. */
    SKIP,
    /** It becomes what the file says, except for a password that was changed here since. */
    UPDATE,
    /** The import stops. */
    FAIL
}
