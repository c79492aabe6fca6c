package net.es.esmond.storage.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.zip.ZipException;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.TransferException;

/**
 * Iterates over what items of a document or lines of a file say. Items that cannot be read are
 * refused, and so is the rest of a file that is cut off.
 */
final class ItemReader<T, R> implements Iterator<R> {
  private final String name;
  private final Iterator<T> items;
  private final Reading<T, R> reading;
  private final ImportFaults refused;
  private long number;
  private boolean ended;
  private Optional<R> next = Optional.empty();

  /** Reads an item with a number, from 1 on. */
  @FunctionalInterface
  interface Reading<T, R> {
    Optional<R> read(T item, long number);
  }

  ItemReader(String name, Iterator<T> items, Reading<T, R> reading, ImportFaults refused) {
    this.name = name;
    this.items = items;
    this.reading = reading;
    this.refused = refused;
  }

  @Override
  public boolean hasNext() {
    while (next.isEmpty() && hasItem()) {
      T item = items.next();
      number++;
      try {
        next = reading.read(item, number);
      } catch (InvalidInputException e) {
        refused.once(name, "item " + number + ", " + e.getMessage());
      }
    }
    return next.isPresent();
  }

  private boolean hasItem() {
    // A parser that is asked again after a fault goes on behind it.
    ended = ended || !hasSoundItem();
    return !ended;
  }

  private boolean hasSoundItem() {
    try {
      return items.hasNext();
    } catch (InvalidInputException e) {
      refused.once(name, "the rest after item " + number + ", " + e.getMessage());
      return false;
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      if (cause instanceof EOFException
          || cause instanceof ZipException
          || cause instanceof CharacterCodingException) {
        refused.once(name, "the rest after item " + number + ", the file is damaged: " + cause);
        return false;
      }
      throw new TransferException(name + " could not be read: correct that and repeat", cause);
    }
  }

  @Override
  public R next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    R item = next.orElseThrow();
    next = Optional.empty();
    return item;
  }
}
