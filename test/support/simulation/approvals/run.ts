import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RunReport } from '../run.ts';
import { moodOf, nextMove } from './choices.ts';
import { OPENINGS } from './openings.ts';
import { comeToRest } from './rest.ts';
import { Scene } from './scene.ts';
import { Weather } from './weather.ts';

export interface Setting {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** Plays the tape, then lets everything come to rest; the invariants are looked at after every step that wrote. */
export async function play(choices: readonly number[], { client, tableName }: Setting): Promise<RunReport> {
  const tape = new Weather(choices);
  const scene = new Scene(tape, client, tableName);
  const story: string[] = [];
  const tell = async (label: string, go: () => Promise<readonly string[]>) => {
    story.push(label);
    return go();
  };
  const broken = (await begin(scene, tell)) ?? (await goOn(scene, tell)) ?? (await comeToRest(scene, tell));
  return { broken, story };
}

type Tell = Parameters<typeof comeToRest>[1];

/** null: nothing broke. */
async function begin(scene: Scene, tell: Tell): Promise<readonly string[] | null> {
  const { tape } = scene;
  const [label, acts] = tape.pick(OPENINGS);
  tape.rarity = tape.pick([6, 1, 40]);
  await scene.look();
  tape.isCalm = true;
  for (const act of acts) {
    const broken = await tell(label, () => act(scene));
    if (broken.length > 0) return broken;
  }
  tape.isCalm = false;
  return null;
}

/** null: nothing broke. */
async function goOn(scene: Scene, tell: Tell): Promise<readonly string[] | null> {
  const { tape } = scene;
  const mood = moodOf(tape);
  while (tape.running) {
    const { label, go } = nextMove(scene, mood);
    const broken = await tell(label, go);
    if (broken.length > 0) return broken;
  }
  return null;
}
