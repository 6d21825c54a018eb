package io.github.headroom.agent.backtest;

/** A file is no history, or lacks what a forecast needs; the message names it. */
public final class HistoryException extends Exception {

  private static final long serialVersionUID = 1;

  HistoryException(String message) {
    super(message);
  }
}
