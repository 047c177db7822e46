// Opens the database as the server does, migrations included, and ends.
import 'reflect-metadata';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { Database } = await import(pathToFileURL(join('dist/database/database.js')).href);
const database = await Database.open(process.env.FAULT_DATABASE, 2);
await database.close();
