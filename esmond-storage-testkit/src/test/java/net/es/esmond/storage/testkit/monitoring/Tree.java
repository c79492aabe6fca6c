package net.es.esmond.storage.testkit.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Reads trees of JSON and YAML. Whatever is absent or of another type fails the test. */
final class Tree {
  private Tree() {}

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    assertThat(value).isInstanceOf(Map.class);
    return (Map<String, Object>) value;
  }

  static Map<String, Object> map(Map<String, Object> parent, String key) {
    assertThat(parent).containsKey(key);
    return map(parent.get(key));
  }

  static List<Map<String, Object>> list(Map<String, Object> parent, String key) {
    assertThat(parent).containsKey(key);
    assertThat(parent.get(key)).isInstanceOf(List.class);
    return ((List<?>) parent.get(key)).stream().map(Tree::map).toList();
  }

  static String text(Map<String, Object> parent, String key) {
    assertThat(parent).containsKey(key);
    assertThat(parent.get(key)).isInstanceOf(String.class);
    assertThat((String) parent.get(key)).as(key).isNotBlank();
    return (String) parent.get(key);
  }

  static int number(Map<String, Object> parent, String key) {
    assertThat(parent).containsKey(key);
    assertThat(parent.get(key)).isInstanceOf(Integer.class);
    return (Integer) parent.get(key);
  }
}
