package net.es.esmond.storage.testkit.opening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Loads the class path of the tests anew, but for some classes, as if a library were absent. */
final class ClassPathWithout extends URLClassLoader {
  private final String absent;

  /**
   * Creates a loader that has loaded nothing.
   *
   * @param absent how the names of the absent classes begin
   */
  ClassPathWithout(String absent) {
    super(urls(), ClassLoader.getPlatformClassLoader());
    this.absent = absent;
  }

  private static URL[] urls() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(ClassPathWithout::url)
        .toArray(URL[]::new);
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(absent)) {
      throw new ClassNotFoundException(name);
    }
    return super.findClass(name);
  }

  /** Waits for what is closed in the background, which needs classes yet. */
  @Override
  public void close() throws IOException {
    await().untilAsserted(() -> assertThat(threads()).isEmpty());
    super.close();
  }

  private List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getContextClassLoader() == this)
        .map(Thread::getName)
        .filter(name -> name.startsWith("esmond-"))
        .toList();
  }

  /** Creates an object of a class, loaded by this loader, and has it answer. */
  @SuppressWarnings("unchecked")
  String answer(Class<? extends Function<String, String>> type, String question) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(this);
    try {
      Object loaded = loadClass(type.getName()).getDeclaredConstructor().newInstance();
      return ((Function<String, String>) loaded).apply(question);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
