module org.example.app {
  requires net.es.esmond.storage.core;
}
