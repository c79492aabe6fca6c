package org.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that keeps measurements. */
@SpringBootApplication
public class ArchiveApplication {
  public static void main(String[] args) {
    SpringApplication.run(ArchiveApplication.class, args);
  }
}
