package latchkey.contract;

/**
 * The method and path of a request.
 *
 * @param path without a trailing slash
 */
public record Endpoint(String method, String path) {

    public static Endpoint get(String path) {
        return new Endpoint("GET", path);
    }

    public static Endpoint post(String path) {
        return new Endpoint("POST", path);
    }

    public static Endpoint put(String path) {
        return new Endpoint("PUT", path);
    }

    public static Endpoint delete(String path) {
        return new Endpoint("DELETE", path);
    }
}
