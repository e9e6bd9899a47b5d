package dev.berth.watchdog;

import jakarta.inject.Singleton;

/** What the watchdog depends on, and whether it was there lately. */
@Singleton
class Sights {

  final EngineSight engine;
  final DatabaseSight database;

  Sights(EngineSight engine, DatabaseSight database) {
    this.engine = engine;
    this.database = database;
  }
}
