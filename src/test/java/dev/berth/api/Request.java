package dev.berth.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A lease request with the fields that a test is about. */
final class Request {

  private static final ObjectMapper JSON = new ObjectMapper();
  private final Map<String, Object> fields = new LinkedHashMap<>();

  private Request() {}

  static Request with() {
    return new Request();
  }

  private Request and(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  Request envFile(String text) {
    return and("envFile", text);
  }

  Request env(Map<String, String> env) {
    return and("env", env);
  }

  Request secretEnv(Map<String, String> env) {
    return and("secretEnv", env);
  }

  Request hostname(String name) {
    return and("hostname", name);
  }

  Request workdir(String path) {
    return and("workdir", path);
  }

  Request command(List<String> words) {
    return and("command", words);
  }

  Request ports(List<LeaseRequest.PortRequest> ports) {
    return and("ports", ports);
  }

  Request network(String network) {
    return and("network", network);
  }

  Request links(List<String> links) {
    return and("links", links);
  }

  Request dns(List<String> servers) {
    return and("dns", servers);
  }

  LeaseRequest build() {
    return JSON.convertValue(fields, LeaseRequest.class);
  }
}
