package latchkey.account;

/** Passwords that nobody may choose. */
interface BlockList {

    boolean contains(String password);
}
