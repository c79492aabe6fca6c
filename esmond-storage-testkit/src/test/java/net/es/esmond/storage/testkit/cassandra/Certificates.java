package net.es.esmond.storage.testkit.cassandra;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Self-signed certificates of a server and a client, each trusting the other; made by keytool. */
public record Certificates(Path folder) {
  public static final String PASSWORD = "t0p-s3cret";

  public static Certificates make(Path folder, String serverAddress)
      throws IOException, InterruptedException {
    Certificates made = new Certificates(folder);
    made.pair("server", "-ext", "SAN=IP:" + serverAddress);
    made.pair("client");
    made.trust("server", made.clientTrust());
    made.trust("client", made.serverTrust());
    return made;
  }

  public Path serverKeys() {
    return folder.resolve("server.p12");
  }

  public Path serverTrust() {
    return folder.resolve("server-trust.p12");
  }

  public Path clientKeys() {
    return folder.resolve("client.p12");
  }

  public Path clientTrust() {
    return folder.resolve("client-trust.p12");
  }

  private void pair(String name, String... extensions) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-validity", "2"));
    arguments.addAll(List.of("-dname", "CN=" + name));
    arguments.addAll(List.of(extensions));
    keytool(folder.resolve(name + ".p12"), arguments);
    keytool(
        folder.resolve(name + ".p12"),
        List.of("-exportcert", "-alias", name, "-file", certificate(name)));
  }

  private void trust(String name, Path store) throws IOException, InterruptedException {
    keytool(store, List.of("-importcert", "-noprompt", "-alias", name, "-file", certificate(name)));
  }

  private String certificate(String name) {
    return folder.resolve(name + ".crt").toString();
  }

  private static void keytool(Path store, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed: " + output);
    }
  }
}
